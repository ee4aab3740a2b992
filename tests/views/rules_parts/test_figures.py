"""What another rule does, as it is drawn: figures, moves, lists and weeks add up."""

import re
from dataclasses import replace

import pytest

from layers.theme import Ground, palette
from services import rule_effect, situation
from services.access import OPERATOR
from tests.services import small_town as town
from views.rules_parts import figures

LIGHT = palette(Ground.LIGHT)


@pytest.fixture(scope="module")
def found(scored_folder, tmp_path_factory):
    ws = town.copied(scored_folder, tmp_path_factory.mktemp("figures") / "data")
    rule = situation.view(ws, OPERATOR).policy
    weights = {"population": 5.0, "petition": 75.0, "alert": 20.0}
    other = tuple(replace(one, weight=weights[one.code]) for one in rule.indicators)
    yield rule_effect.effect(ws, OPERATOR, replace(rule, version="2", indicators=other))
    ws.store.close()


def test_moves_and_list_have_as_many_as_the_headline(found):
    count = len(found.pair.changed)
    assert count > 0 and f"<b>{count}</b>" in figures.headline(found)
    moved = re.findall(r"<b>(\d+) 个</b>", figures.moves(found, LIGHT))
    assert sum(map(int, moved)) == count
    assert figures.grid_list(found, LIGHT, 400).count("<tr>") == count + 1
    assert figures.grid_list(found, LIGHT, 1).count("<tr>") == 2


def test_weeks_end_in_their_sums(found):
    drawn = figures.weeks(found.weeks, found.now.policy.period)
    rows = re.findall(r"<tr>(.*?)</tr>", drawn)
    numbers = [re.findall(r'ws-r">(\d*)</td>', row) for row in rows]
    numbers = [[int(n) for n in row if n] for row in numbers if row]
    assert len(numbers) == len(found.weeks) + 1
    for column in (0, 1):
        assert sum(row[column] for row in numbers[:-1]) == numbers[-1][column]
    assert "还不够" in figures.weeks((), found.now.policy.period)


def test_what_differs_is_told_or_that_nothing_does(found):
    drawn = figures.what_differs(found.now.policy, found.policy)
    assert "信访矛调的权重" in drawn and "75" in drawn
    assert "完全相同" in figures.what_differs(found.policy, found.policy)
