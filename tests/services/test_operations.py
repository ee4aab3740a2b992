"""Operations: registered with care, seen by scope, withdrawn without being lost."""

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import operations
from store import audit
from store import operations as table
from tests.services import small_town as town

TEXT = """
[[operation]]
name = "夜查"
indicator = "alert"
first_day = 2026-10-21
last_day = 2026-11-17
areas = ["{area}"]
"""


def plan(area=town.VILLAGES[0], **changed):
    text = TEXT.format(area=area)
    for name, value in changed.items():
        lines = [line for line in text.splitlines() if not line.startswith(f"{name} =")]
        text = "\n".join([*lines, f"{name} = {value}"] if value else lines)
    return text


def register(ws, person="analyst", **changed):
    return operations.register(ws, town.who(ws, person), plan(**changed))


def test_registered_once_listed_and_withdrawn(scored_town):
    (number,) = register(scored_town)
    one = operations.listed(scored_town, town.who(scored_town, "operator"))[0]
    assert (one.id, one.name, one.by, one.areas) == (number, "夜查", "analyst", (town.VILLAGES[0],))
    with pytest.raises(RefusedError, match="twice"):
        register(scored_town)
    operations.withdraw(scored_town, town.who(scored_town, "chair"), number)
    assert operations.listed(scored_town, town.who(scored_town, "operator")) == []
    with scored_town.store.read() as tx:
        kept = table.get(tx, number)
        acts = audit.listed(tx, action="plan")
    assert kept.withdrawn_by == "chair" and kept.withdrawn_at is not None
    assert len(acts) == 2
    with pytest.raises(RefusedError, match="withdrawn"):
        operations.withdraw(scored_town, town.who(scored_town, "chair"), number)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "operation.keys"),
        ({"names": '"x"'}, "operation.keys"),
        ({"first_day": '"neulich"'}, "operation.bad_day"),
        ({"first_day": "2026-12-01"}, "operation.order"),
        ({"area": "999"}, "operation.no_area"),
        ({"indicator": '"population"'}, "operation.no_indicator"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(scored_town, changed, code):
    with pytest.raises(RefusedError) as caught:
        register(scored_town, **changed)
    assert caught.value.code == code
    assert operations.listed(scored_town, town.who(scored_town, "operator")) == []


@pytest.mark.parametrize("text", ["= x", "", "operation = 3"])
def test_a_text_that_is_no_plan_is_refused(scored_town, text):
    with pytest.raises(RefusedError) as caught:
        operations.register(scored_town, town.who(scored_town, "analyst"), text)
    assert caught.value.code == "operation.unreadable"


def test_nobody_plans_outside_his_area_or_without_the_right(scored_town):
    with pytest.raises(NotAllowedError):
        register(scored_town, person="villager", area=town.VILLAGES[1])
    with pytest.raises(NotAllowedError):
        register(scored_town, person="leader")
    (number,) = register(scored_town, person="chair", area=town.VILLAGES[1])
    assert operations.listed(scored_town, town.who(scored_town, "villager")) == []
    with pytest.raises(NotAllowedError):
        operations.withdraw(scored_town, town.who(scored_town, "villager"), number)


def test_an_unknown_number_is_said(scored_town):
    with pytest.raises(NotFoundError):
        operations.withdraw(scored_town, town.who(scored_town, "operator"), 99)
