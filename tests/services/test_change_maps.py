import shutil
from dataclasses import replace

import pytest

from errors import NotAllowedError, RefusedError
from reports import change_map as report
from services import access, change_maps, situation, wording
from services.access import OPERATOR
from services.change_maps import Order
from services.workspace import opened
from settings import Settings
from store import audit
from tests.services import printed
from tests.services import small_town as town
from tests.services.printed import poppler

TOWN = "330109106"
ORDER = Order(prefix=TOWN)
FAR = replace(ORDER, before="2026-10-20")
EXPORT = replace(OPERATOR, purpose="export")


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("changes") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


def drawn(ws, viewer, order):
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_maps, "draw", lambda one: found.append(one) or report.draw(one))
        made = change_maps.make(ws, viewer, order)
    return found[0], made


@pytest.fixture(scope="module")
def far(ws):
    return drawn(ws, OPERATOR, FAR)


def levels(ws, week):
    grids = situation.view(ws, EXPORT, week=week, prefix=TOWN).grids
    return {row.name: (row.level, row.state) for row in grids.itertuples(index=False)}


def moved(made):
    return [one for _, group in made.groups for one in group]


def test_the_week_before_is_compared_when_none_is_named(ws):
    made, _ = drawn(ws, OPERATOR, ORDER)
    seen = situation.view(ws, EXPORT, prefix=TOWN)
    assert [side.name for side in made.sides] == ["2026年11月10日", "2026年11月17日"]
    names = {change.name for change in (*seen.risen, *seen.fallen, *seen.state_changed)}
    assert {one.name for one in moved(made)} == names


def test_every_grid_that_differs_is_listed_once(ws, far):
    early, late = levels(ws, "2026-10-20"), levels(ws, "2026-11-17")
    differing = {name for name in late if name in early and early[name] != late[name]}
    found = [one.name for one in moved(far[0])]
    assert sorted(found) == sorted(differing)
    for one in moved(far[0]):
        assert (one.before[0], one.after[0]) == (early[one.name][0], late[one.name][0])


def test_numbers_run_on_and_stand_on_both_maps(far):
    numbers = [one.number for one in moved(far[0])]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    for side in far[0].sides:
        assert set(numbers) <= {text.text for text in side.map.texts}


def test_risen_stand_before_fallen_with_their_numbers(far):
    titles = [title for title, _ in far[0].groups]
    assert [title[0] for title in titles][:2] == ["▲", "▽"]
    for title, group in far[0].groups:
        assert f"{len(group)} 个" in title
    risen, fallen = far[0].groups[0][1], far[0].groups[1][1]
    assert all(one.after[0] < one.before[0] for one in risen)
    assert all(one.after[0] > one.before[0] for one in fallen)


@poppler
def test_the_page_says_both_weeks_and_the_list(far, tmp_path):
    (text,) = printed.pages(far[1].body, tmp_path, "-raw")
    for side in far[0].sides:
        assert side.name in text
        for line in side.counts:
            assert str(line.count) in text
    for one in moved(far[0]):
        before, after = (words.replace(" ", "") for _, words in (one.before, one.after))
        assert f"{one.number}{before}→{after}{one.name}" in text
    assert "内部工作用图不得公开" in text and "演示数据" in text
    assert all(emb == ["yes"] * 3 for _, emb in printed.fonts(far[1].body, tmp_path))


def test_what_may_have_caused_it_is_said(ws):
    made, done = drawn(ws, OPERATOR, replace(ORDER, before="2026-01-06"))
    assert "规则由 1 版换成 2 版" in made.note
    assert "网格边界变过" in made.note
    assert done.pages > 1


@poppler
def test_a_long_list_goes_on_and_loses_nobody(ws, tmp_path):
    made, done = drawn(ws, OPERATOR, replace(ORDER, before="2026-01-06"))
    pages = printed.pages(done.body, tmp_path)
    assert len(pages) == done.pages
    text = "".join(pages)
    assert [one.name for one in moved(made) if one.name not in text] == []


def test_a_picture_with_a_long_list_is_refused(ws):
    with pytest.raises(RefusedError, match=r"sheet\.one_page") as caught:
        change_maps.make(ws, OPERATOR, replace(ORDER, before="2026-01-06", kind="png"))
    assert "PDF" in wording.sentence(caught.value)


def test_equal_orders_give_equal_bytes(ws, far):
    assert change_maps.make(ws, access.viewer_of(ws, "analyst"), FAR).body == far[1].body


def test_no_change_is_said(scored_town):
    quiet = None
    for week in range(1, town.WEEKS):
        made, _ = drawn(scored_town, OPERATOR, Order(week=town.end_of(week)))
        if not moved(made):
            quiet = made
            break
    assert quiet is not None
    assert quiet.groups == (("没有网格变色", ()),)
    assert "其余 12 个没有变" in quiet.note


def test_bad_orders_are_refused_in_words(scored_town, tmp_path):
    with pytest.raises(RefusedError, match=r"changemap\.order") as caught:
        change_maps.make(scored_town, OPERATOR, Order(week=town.end_of(3), before=town.end_of(5)))
    assert "写在前面" in wording.sentence(caught.value)
    with pytest.raises(RefusedError, match=r"changemap\.first"):
        change_maps.make(scored_town, OPERATOR, Order(week=town.end_of(0)))
    with pytest.raises(RefusedError, match=r"sheet\.kind"):
        change_maps.write(scored_town, OPERATOR, Order(), tmp_path / "x.svg")
    with pytest.raises(RefusedError, match=r"sheet\.no_paper"):
        change_maps.make(scored_town, OPERATOR, Order(paper="A5"))
    with pytest.raises(NotAllowedError):
        change_maps.make(scored_town, town.who(scored_town, "leader"), Order())


def test_every_map_is_on_record(scored_town, tmp_path):
    answer = change_maps.write(scored_town, OPERATOR, Order(), tmp_path / "two.png")
    assert (tmp_path / "two.png").read_bytes().startswith(b"\x89PNG")
    assert answer["pages"] == 1
    with scored_town.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert row["object"] == "changemap A4 png"
    assert f"before={town.end_of(10)}" in row["filter"]
