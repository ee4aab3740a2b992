import io
import shutil
from dataclasses import replace

import pytest
from PIL import Image

from errors import NotAllowedError, NotFoundError, RefusedError
from reports import multiples as report
from services import access, multiples, situation
from services.access import OPERATOR
from services.multiples import Order
from services.workspace import opened
from settings import Settings
from store import audit
from tests.services import printed
from tests.services import small_town as town
from tests.services.printed import poppler
from vocab import COLOURS

TOWN = "330109106"
ORDER = Order(prefix=TOWN)


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("periods") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


def drawn(ws, viewer, order):
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(multiples, "draw", lambda one: found.append(one) or report.draw(one))
        made = multiples.make(ws, viewer, order)
    return found[0], made


@pytest.fixture(scope="module")
def both(ws):
    return drawn(ws, OPERATOR, ORDER)


def test_thirteen_periods_each_with_the_counts_of_its_week(ws, both):
    made = both[0]
    assert len(made.periods) == 13
    assert (made.periods[0].name, made.periods[-1].name) == ("8月25日", "11月17日")
    export = replace(OPERATOR, purpose="export")
    for back, week in ((0, "2026-08-25"), (6, "2026-10-06"), (12, "2026-11-17")):
        seen = situation.view(ws, export, week=week, prefix=TOWN)
        one = made.periods[back]
        counts = {line.level: line.count for line in one.counts if line.level}
        assert counts == {c.level: seen.per_colour[c.value] for c in COLOURS}
        assert sum(line.count for line in one.counts) == len(seen.grids)
        assert one.changes == f"▲{len(seen.risen)} ▽{len(seen.fallen)}"


def test_each_map_has_the_colours_of_its_own_week(both):
    assert len({one.map.body for one in both[0].periods}) == 13
    assert len({one.map.scale for one in both[0].periods}) == 1


@poppler
def test_the_page_says_every_count_once_per_period(both, tmp_path):
    (text,) = printed.pages(both[1].body, tmp_path)
    for one in both[0].periods:
        assert one.name in text
        for line in one.counts:
            if line.level:
                assert f"{line.sign}{line.count}" in text
    for words in ("近13周", "样本不足", "内部工作用图不得公开", "演示数据", "EPSG:4549"):
        assert words in text
    assert all(emb == ["yes"] * 3 for _, emb in printed.fonts(both[1].body, tmp_path))


@poppler
def test_words_lie_on_the_page_and_not_on_each_other(both, tmp_path):
    words = printed.boxes(both[1].body, tmp_path)
    for k, one in enumerate(words):
        assert 40 < one[0] < one[2] < 803 and 20 < one[1] < one[3] < 580
        for other in words[k + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            high = min(one[3] - one[1], other[3] - other[1])
            assert across < 1 or down < 0.45 * high, (one[4], other[4])


def test_equal_orders_give_equal_bytes(ws, both):
    analyst = access.viewer_of(ws, "analyst")
    assert multiples.make(ws, analyst, ORDER).body == both[1].body


def test_a_change_of_borders_among_the_weeks_is_told(ws):
    made, _ = drawn(ws, OPERATOR, replace(ORDER, week="2026-06-02", weeks=4))
    assert "网格边界变过" in made.note
    assert [one.name for one in made.periods][-1] == "6月2日"


@pytest.mark.parametrize("name", ["few.pdf", "few.png"])
def test_few_weeks_as_picture_or_document(scored_town, tmp_path, name):
    answer = multiples.write(scored_town, OPERATOR, Order(weeks=3), tmp_path / name)
    body = (tmp_path / name).read_bytes()
    assert answer["bytes"] == len(body)
    if name.endswith("png"):
        assert Image.open(io.BytesIO(body)).size == pytest.approx((3508, 2480), abs=1)
    else:
        assert body.startswith(b"%PDF")


def test_fewer_weeks_than_asked_are_shown_as_they_are(scored_town):
    made, _ = drawn(scored_town, OPERATOR, Order(week=town.end_of(2), weeks=13))
    assert len(made.periods) == 3
    assert made.periods[0].changes == ""


@pytest.mark.parametrize("count", [0, 1, 14])
def test_too_few_and_too_many_are_refused(scored_town, count):
    with pytest.raises(RefusedError, match=r"multiples\.weeks"):
        multiples.make(scored_town, OPERATOR, Order(weeks=count))


def test_bad_orders_are_refused(scored_town, tmp_path):
    with pytest.raises(RefusedError, match=r"sheet\.kind"):
        multiples.write(scored_town, OPERATOR, Order(), tmp_path / "x.docx")
    with pytest.raises(RefusedError, match=r"sheet\.no_paper"):
        multiples.make(scored_town, OPERATOR, Order(paper="4K"))
    with pytest.raises(NotFoundError):
        multiples.make(scored_town, OPERATOR, Order(week="2019-01-01"))
    with pytest.raises(NotAllowedError):
        multiples.make(scored_town, town.who(scored_town, "leader"), Order())


def test_every_page_is_on_record(scored_town):
    multiples.make(scored_town, OPERATOR, Order(weeks=3))
    with scored_town.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["object"], row["rows"]) == ("multiples A4 pdf", 36)
