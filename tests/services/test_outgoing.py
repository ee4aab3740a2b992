"""Which week leaves the house, as whom, and what is printed on it."""

import shutil

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import access, outgoing
from services.access import OPERATOR, Role, Viewer
from services.outgoing import Order
from services.workspace import opened
from settings import Settings
from store import audit
from vocab import Scope
from words import say

TOWN = "330109106"


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outgoing") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


def test_latest_is_the_last_closed_week_not_the_newest(ws, analyst):
    out = outgoing.of(ws, analyst, Order(prefix=TOWN))
    assert out.week == "2026-11-10"
    assert out.seen.status == "closed"
    assert outgoing.of(ws, analyst, Order(week="2026-11-17")).seen.status == "provisional"


def test_latest_is_refused_while_no_week_is_closed(scored_town):
    with pytest.raises(NotFoundError) as caught:
        outgoing.of(scored_town, OPERATOR, Order())
    assert caught.value.code == "export.none_closed"
    assert outgoing.of(scored_town, OPERATOR, Order(week="2026-11-17")).week == "2026-11-17"


def test_whoever_asks_small_counts_are_withheld(ws, analyst):
    for who in (analyst, OPERATOR):
        out = outgoing.of(ws, who, Order(prefix=TOWN))
        assert not out.seen.is_exact
        assert not out.viewer.is_cleared
        assert out.asker == who


def test_the_viewer_is_narrowed_to_the_area(ws, analyst):
    out = outgoing.of(ws, analyst, Order(prefix=TOWN))
    assert out.viewer.scope == Scope(prefix=TOWN)
    assert out.prefix == TOWN
    assert out.place == "义桥镇"
    assert set(out.seen.grids["code"].str[:9]) == {TOWN}


def test_nothing_asked_is_the_persons_own_area(ws):
    own = Viewer(person="a", title="甲", role=Role.ANALYST, scope=Scope(prefix=TOWN))
    assert outgoing.of(ws, own, Order()).prefix == TOWN
    with pytest.raises(NotAllowedError):
        outgoing.of(ws, own, Order(prefix="330603"))


def test_bad_orders_are_refused(ws, analyst):
    with pytest.raises(RefusedError):
        outgoing.of(ws, analyst, Order(week="昨天"))
    with pytest.raises(RefusedError):
        outgoing.of(ws, analyst, Order(prefix="义桥"))
    with pytest.raises(NotAllowedError):
        outgoing.of(ws, access.viewer_of(ws, "leader"), Order())


def test_everything_printed_comes_from_the_snapshot(ws, analyst):
    out = outgoing.of(ws, analyst, Order(prefix=TOWN))
    line = outgoing.stamp(out)
    assert line.startswith(say("ui.demo"))
    assert out.seen.snapshot[:12] in line
    assert out.seen.policy.hash[:12] in line
    assert "2026年11月10日（周二）24:00" in line
    told = dict(outgoing.facts(out))
    assert told["快照哈希"] == out.seen.snapshot
    assert told["网格数"] == "560"
    assert all(told.values())
    assert outgoing.utc_seconds(out.seen).timestamp() is not None
    assert out.made_at.utcoffset() is not None
    assert outgoing.cut_off_moment(out.seen) == "2026-11-11T00:00:00+08:00"
    assert outgoing.title(out) == "义桥镇五色图　2026年11月10日"


def test_a_record_names_who_what_and_how_much(ws, analyst):
    out = outgoing.of(ws, analyst, Order(prefix=TOWN, layers=("heat",)))
    outgoing.record(out, "thing", 7)
    with ws.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    found = tuple(row[name] for name in ("by", "action", "object", "rows"))
    assert found == ("analyst", "export", "export thing", 7)
    assert row["filter"] == f"week=2026-11-10 scope={TOWN} layers=heat"
