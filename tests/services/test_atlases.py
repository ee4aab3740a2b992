import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from errors import NotAllowedError, RefusedError
from reports import atlas as report
from services import access, atlases, situation, wording
from services.access import OPERATOR
from services.atlases import Order
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
    folder = tmp_path_factory.mktemp("atlas") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


def drawn(ws, viewer, order):
    """The atlas as it came to the drawing, and the finished one."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlases, "draw", lambda one: found.append(one) or report.draw(one))
        made = atlases.make(ws, viewer, order)
    return found[0], made


@pytest.fixture(scope="module")
def both(ws, analyst):
    return drawn(ws, analyst, ORDER)


@pytest.fixture(scope="module")
def seen(ws, analyst):
    return situation.view(ws, replace(analyst, purpose="export"), prefix=TOWN)


@pytest.fixture(scope="module")
def pages(both, tmp_path_factory):
    return printed.pages(both[1].body, tmp_path_factory.mktemp("pages"))


@poppler
def test_a_page_per_village_after_the_index(both, pages):
    made = both[0]
    assert len(made.villages) == 26
    assert len(pages) == both[1].pages == 27
    for number, (one, text) in enumerate(zip(made.villages, pages[1:], strict=True), 2):
        assert one.name in text
        assert f"第{number}页，共27页" in text
        assert "内部工作用图不得公开" in text and "演示数据" in text and "EPSG:4549" in text


def test_counts_of_every_page_are_those_of_the_week(both, seen):
    for one in both[0].villages:
        own = seen.grids[seen.grids["village"] == one.name]
        counts = {line.level: line.count for line in one.counts if line.level}
        assert counts == {c.level: int((own["level"] == c.level).sum()) for c in COLOURS}
        assert sum(line.count for line in one.counts) == len(own) == len(one.entries)


def test_the_index_adds_up_to_the_week(both, seen):
    made = both[0]
    rows = np.array([[int(cell) for cell in row] for row in made.rows])
    total = [int(cell) for cell in made.total]
    assert rows.sum(axis=0).tolist() == total
    assert total[0] == len(seen.grids)
    assert total[1:6] == list(seen.per_colour.values())
    assert total[7:] == [len(seen.risen), len(seen.fallen)]


@poppler
def test_the_index_leads_to_the_right_page(both, pages, tmp_path):
    index = printed.laid_out(both[1].body, tmp_path)[0]
    for row in both[0].villages:
        page = int(re.search(rf"(\d+)\s+{row.name}\s+{len(row.entries)}\s", index)[1])
        assert f"义桥镇{row.name}" in pages[page - 1].replace(
            "数据截至2026年11月17日（周二）24:00", ""
        )


@poppler
def test_every_grid_is_listed_with_its_level(both, tmp_path):
    pages = printed.pages(both[1].body, tmp_path, "-raw")
    for one, text in zip(both[0].villages, pages[1:], strict=True):
        for entry in one.entries:
            words = entry.words.replace(" ", "")
            assert f"{entry.number}{words}{entry.mark}{entry.index}" in text


def test_marks_are_those_of_the_list_of_changes(both, seen):
    marks = [entry.mark for one in both[0].villages for entry in one.entries]
    assert (marks.count("▲"), marks.count("▽")) == (len(seen.risen), len(seen.fallen))


def test_names_on_a_map_do_not_lie_on_each_other(both):
    for one in both[0].villages:
        boxes = [text.box for text in one.map.texts]
        for k, a in enumerate(boxes):
            assert a[0] >= 0 and a[1] >= 0 and a[2] <= one.map.width and a[3] <= one.map.height
            for b in boxes[k + 1 :]:
                across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                assert across <= 0.6 or down <= 0.6


@poppler
def test_no_word_of_a_page_overlaps_another_or_the_foot(both, tmp_path):
    for page in (1, 4, 16):
        for west, north, east, south, _ in printed.boxes(both[1].body, tmp_path, page):
            assert 40 < west < east < 556 and 20 < north < south < 825
        lowest = [box for box in printed.boxes(both[1].body, tmp_path, page) if box[3] > 792]
        assert {box[4] for box in lowest} >= {"演示数据"}


@poppler
def test_fonts_are_embedded(both, tmp_path):
    assert all(emb == ["yes"] * 3 for _, emb in printed.fonts(both[1].body, tmp_path))


def test_equal_orders_give_equal_bytes(ws, both, analyst):
    assert atlases.make(ws, OPERATOR, ORDER).body == both[1].body
    assert atlases.make(ws, analyst, replace(ORDER, is_twin=True)).body != both[1].body


def test_one_village_has_its_neighbours_pale(ws, analyst):
    made, done = drawn(ws, analyst, Order(prefix=f"{TOWN}215"))
    (one,) = made.villages
    assert done.pages == 2
    assert len(one.entries) == 23 < len(one.map.rows)
    assert one.town == "义桥镇"
    names = {text.text for text in one.map.texts if text.text.endswith(("村", "社区"))}
    assert names and "云塘村" not in names


def test_a_village_without_small_town_around(scored_town):
    made, done = drawn(scored_town, OPERATOR, Order())
    assert [one.name for one in made.villages] == ["901村", "902村", "903村"]
    assert done.pages == 4
    # Whoever sees one village gets nothing of the others.
    villager = town.who(scored_town, "villager")
    own, _ = drawn(scored_town, villager, Order(prefix=town.VILLAGES[0]))
    assert [len(one.map.rows) for one in own.villages] == [4]


def test_the_first_week_has_nothing_to_compare(scored_town):
    made, _ = drawn(scored_town, OPERATOR, Order(week=town.end_of(0)))
    assert {one.changes for one in made.villages} == {"第一张图，没有可比的上一周。"}
    assert {entry.mark for one in made.villages for entry in one.entries} == {""}


def test_large_paper_is_larger(ws, analyst, tmp_path):
    answer = atlases.write(ws, analyst, replace(ORDER, paper="A3"), tmp_path / "a3.pdf")
    assert answer["pages"] == 27
    if shutil.which("pdfinfo"):
        assert "(A3)" in printed.told("pdfinfo", tmp_path / "a3.pdf").decode()


def test_bad_orders_are_refused_in_words(ws, analyst, tmp_path, monkeypatch):
    with pytest.raises(RefusedError, match=r"sheet\.no_paper"):
        atlases.make(ws, analyst, replace(ORDER, paper="A1"))
    with pytest.raises(RefusedError, match=r"gridcard\.not_pdf"):
        atlases.write(ws, analyst, ORDER, tmp_path / "atlas.png")
    with pytest.raises(NotAllowedError):
        atlases.make(ws, access.viewer_of(ws, "leader"), ORDER)
    monkeypatch.setattr(atlases, "LIMIT", 5)
    with pytest.raises(RefusedError, match=r"atlas\.too_many") as caught:
        atlases.make(ws, analyst, ORDER)
    assert "26" in wording.sentence(caught.value)


def test_every_atlas_is_on_record(ws, analyst):
    atlases.make(ws, analyst, Order(prefix=f"{TOWN}215"))
    with ws.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["action"], row["object"], row["rows"]) == ("export", "atlas A4 pdf", 23)
