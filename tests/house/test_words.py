"""Every sentence a person reads exists, in both languages, with the same places to fill."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator

import pytest

import errors
import words
from tests.house import tree

AREAS = sorted({name.split("/")[1].split(".")[0] for name in tree.named(".zh_CN.toml")})
SPEAKERS = {"say"}
# run.py speaks before a language is chosen.
BILINGUAL = {"tell", "both"}
FAILURES = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.WusetuError)
} | {"HouseError"}
# Chinese writes the number of a month where English writes its name.
SAME_PLACE = {"m": "month"}
# The name of the period; say() fills it itself.
FILLED_BY_SAY = {"unit"}
# A Chinese measure word has no English counterpart.
MAY_BE_EMPTY = {"map.unit"}
HAN = re.compile("[\u4e00-\u9fff]")


def _area(area: str, language: str) -> dict[str, str]:
    own = _keys(area, language)
    return {key: text for key, text in words.catalogue(language).items() if key in own}


def _keys(area: str, language: str) -> set[str]:
    found: set[str] = set()

    def walk(tree_of: dict[str, object], prefix: str) -> None:
        for key, value in tree_of.items():
            if isinstance(value, dict):
                walk(value, f"{prefix}{key}.")
            else:
                found.add(f"{prefix}{key}")

    walk(tomllib.loads(tree.text(f"words/{area}.{language}.toml")), "")
    return found


def _places(text: str) -> set[str]:
    fields = (field for _, field, _, _ in string.Formatter().parse(text) if field is not None)
    return set(fields) - FILLED_BY_SAY


def _alike(text: str) -> set[str]:
    return {SAME_PLACE.get(place, place) for place in _places(text)}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_say_the_same_things(area: str) -> None:
    assert _keys(area, "zh_CN") == _keys(area, "en")


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_places(area: str) -> None:
    chinese, english = (_area(area, language) for language in ("zh_CN", "en"))
    differing = [key for key in chinese if _alike(chinese[key]) != _alike(english.get(key, ""))]
    assert differing == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_text_is_empty(language: str) -> None:
    empty = {key for key, text in words.catalogue(language).items() if not text.strip()}
    assert empty <= MAY_BE_EMPTY


def _first(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else None


def _spoken(name: str) -> Iterator[ast.Call]:
    for node in tree.nodes(name):
        if isinstance(node, ast.Call):
            callee = tree.dotted(node.func).split(".")[-1]
            speakers = SPEAKERS | FAILURES | (BILINGUAL if name == "run.py" else set())
            if callee in speakers:
                yield node


@pytest.mark.parametrize("name", tree.product())
def test_every_key_in_the_code_exists(name: str) -> None:
    known = words.catalogue(words.DEFAULT)
    unknown = [
        f"{name}:{call.lineno} {first.value}"
        for call in _spoken(name)
        if isinstance(first := _first(call), ast.Constant) and first.value not in known
    ]
    assert unknown == []


@pytest.mark.parametrize("name", tree.product())
def test_every_key_put_together_in_the_code_can_exist(name: str) -> None:
    known = "\n".join(words.catalogue(words.DEFAULT))
    unknown = []
    for call in _spoken(name):
        first = _first(call)
        if isinstance(first, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                for part in first.values
            ]
            if re.search(f"^{''.join(parts)}$", known, re.MULTILINE) is None:
                unknown.append(f"{name}:{call.lineno}")
    assert unknown == []


@pytest.mark.parametrize("name", tree.product())
def test_every_place_of_a_text_is_filled(name: str) -> None:
    known = words.catalogue(words.DEFAULT)
    open_places = []
    for call in _spoken(name):
        first = _first(call)
        if not isinstance(first, ast.Constant) or first.value not in known:
            continue  # named by the test above
        given = {keyword.arg for keyword in call.keywords}
        # ``**values`` cannot be read here.
        if None not in given and not _places(known[str(first.value)]) <= given:
            open_places.append(f"{name}:{call.lineno} {first.value}")
    assert open_places == []


def _docstrings(name: str) -> set[int]:
    """Object ids of the constants that are docstrings."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in tree.nodes(name)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def test_the_pages_hold_no_chinese_of_their_own() -> None:
    # Sentences belong in words/, where a second language stands beside them.
    found = []
    for name in tree.product():
        if name.startswith(("views/", "web/")):
            skipped = _docstrings(name)
            found += [
                f"{name}:{node.lineno} {node.value}"
                for node in tree.nodes(name)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in skipped
                and HAN.search(node.value)
            ]
    assert found == []
