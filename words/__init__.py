"""One place for every sentence a person reads: ``say(key, **values)``."""

from __future__ import annotations

import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DEFAULT = "zh_CN"
# Between the parts of a line: the space of a full character.
GAP = "\u3000"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)
_period: ContextVar[str] = ContextVar("period", default="week")
# A data folder's own names (of indicators, sources); one folder is served by one process.
_own: dict[str, str] = {}


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of one language by dotted key, from every ``*.{language}.toml`` of this folder."""
    texts: dict[str, str] = {}
    for file in sorted(FOLDER.glob(f"*.{language}.toml")):
        _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", texts)
    return texts


def _flatten(tree: dict[str, object], prefix: str, into: dict[str, str]) -> None:
    for key, value in tree.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", into)
        elif f"{prefix}{key}" in into:
            raise ValueError(f"two texts for {prefix}{key}")
        else:
            into[f"{prefix}{key}"] = str(value)


def use(language: str) -> None:
    """Choose the language of the calling task (zh_CN or en)."""
    if not catalogue(language):
        raise ValueError(f"no words for {language!r}")
    _language.set(language)


def use_period(kind: str) -> None:
    """Choose what ``{unit}`` says in the calling task: week, month, quarter or year."""
    _period.set(kind)


def use_names(file: Path) -> None:
    """Take a data folder's own names, e.g. ``[indicator] theft = "盗窃"``; none where no file is.

    Raises:
        ValueError: the file is no TOML.
    """
    _own.clear()
    if file.exists():
        _flatten(tomllib.loads(file.read_text(encoding="utf-8-sig")), "", _own)


def say(key: str, /, **values: object) -> str:
    """The text of ``key`` in the chosen language, with ``{name}`` places filled.

    Raises:
        KeyError: the key is in no catalogue; a missing text is a bug, never shown as its key.
    """
    texts = catalogue(_language.get())
    text = _own.get(key) or (texts[key] if key in texts else catalogue(DEFAULT)[key])
    if "{unit}" in text:
        text = text.replace("{unit}", say(f"period_unit.{_period.get()}"))
    return text.format(**values) if values else text
