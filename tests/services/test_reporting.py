"""Reports of the demo from order to file: numbers, traces, equal bytes, refusals, audit."""

import io
import re
import shutil
import subprocess

import docx
import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from reports.document import MapFigure, Paragraph, Table, plain
from services import access, chapter_notes, comparing, outgoing, reporting, situation
from services.access import OPERATOR, Role, Viewer
from services.reporting import Order
from services.workspace import opened
from settings import Settings
from store import audit
from tests.reports import office, paper
from vocab import Scope

TOWN, BORDER = "330109106", "330603111"
WEEK = "2026-11-10"
OPEN = "2026-11-17"
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    """A copy of the demo whose audit these tests write; the analyst has written for a week."""
    folder = tmp_path_factory.mktemp("reports") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    chapter_notes.write(
        one,
        access.viewer_of(one, "analyst"),
        week=OPEN,
        prefix=TOWN,
        texts={"overview": "总体平稳，红色网格增加一个。", "plan": "先劝后罚，周五前回头看。"},
    )
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


def out_of(ws, viewer, week=WEEK, prefix=TOWN):
    return outgoing.of(ws, viewer, outgoing.Order(week=week, prefix=prefix))


@pytest.fixture(scope="module")
def document(ws, analyst):
    return reporting.weekly_of(out_of(ws, analyst))


@pytest.fixture(scope="module")
def files(ws, analyst):
    return reporting.weekly_files(out_of(ws, analyst))


def test_equal_orders_give_equal_bytes_whoever_asks(ws, analyst, files):
    for kind in reporting.KINDS:
        order = Order(week=WEEK, prefix=TOWN, kind=kind)
        assert reporting.weekly(ws, analyst, order) == files[kind]
        assert reporting.weekly(ws, access.viewer_of(ws, "chair"), order) == files[kind]


def test_latest_is_the_last_closed_week(ws, files):
    assert reporting.weekly(ws, OPERATOR, Order(prefix=TOWN, kind="docx")) == files["docx"]


def test_minutes_come_twice_the_same(ws, analyst):
    for kind in reporting.KINDS:
        order = Order(week=WEEK, prefix=TOWN, kind=kind)
        body = reporting.minutes(ws, analyst, order)
        assert body == reporting.minutes(ws, analyst, order)
        assert body == reporting.minutes_files(out_of(ws, analyst))[kind]


def test_an_open_or_missing_meeting_has_no_minutes(ws, analyst):
    with pytest.raises(RefusedError, match=r"minutes\.open"):
        reporting.minutes(ws, analyst, Order(week=OPEN, prefix=TOWN))
    with pytest.raises(NotFoundError, match=r"minutes\.none"):
        reporting.minutes(ws, analyst, Order(week="2026-09-01", prefix=TOWN))


def test_other_kinds_persons_and_areas_are_refused(ws, analyst):
    with pytest.raises(RefusedError, match=r"report\.kind"):
        reporting.weekly(ws, analyst, Order(prefix=TOWN, kind="odt"))
    leader = access.viewer_of(ws, "leader")
    with pytest.raises(NotAllowedError):
        reporting.weekly(ws, leader, Order(prefix=TOWN))
    stranger = Viewer(person="x", title="x", role=Role.CHAIR, scope=Scope(prefix=BORDER))
    with pytest.raises(NotAllowedError):
        reporting.weekly(ws, stranger, Order(prefix=TOWN))


def test_every_file_is_on_record(ws, analyst):
    reporting.weekly(ws, analyst, Order(week=WEEK, prefix=TOWN, kind="pdf"))
    with ws.store.read() as tx:
        newest = audit.listed(tx, action="export", limit=1).iloc[0]
    assert newest["object"] == "export weekly pdf"
    assert newest["filter"].startswith(f"week={WEEK} scope={TOWN}")
    assert newest["rows"] == 560


def test_numbers_are_those_of_the_snapshot(ws, analyst, document):
    seen = situation.view(ws, analyst, week=WEEK, prefix=TOWN)
    tables = {block.caption: block for block in document.blocks() if isinstance(block, Table)}
    colours = [row[2][0].number for row in tables["五色网格数"].rows]
    assert colours == list(seen.per_colour.values())
    rows = comparing.compare(ws, analyst, seen).rows
    for line, row in zip(tables["四项指标对比"].rows, rows, strict=True):
        assert (line[1][0].number, line[2][0].number) == (row.now, row.before)
        assert line[4][0].number == row.earlier
        assert line[6][0].number == pytest.approx(row.mean, abs=0.05)
    names = seen.grids.set_index("name")["level"]
    for row, level in zip(tables["重点网格"].rows, tables["重点网格"].colours, strict=True):
        assert names[plain(row[1])] == level
    assert len(tables["变色网格"].rows) == len(seen.risen) + len(seen.fallen) + len(
        seen.state_changed
    )


def test_legend_equals_the_map_and_the_text(document):
    (figure,) = [block for block in document.blocks() if isinstance(block, MapFigure)]
    digits = figure.layers[0].digits
    table = next(b for b in document.blocks() if isinstance(b, Table) and b.caption == "五色网格数")
    assert [digits.count(str(level)) for level in range(1, 6)] == [
        row[2][0].number for row in table.rows
    ]


def texts(document):
    """Everything the writers are given to print, in order."""
    mast = document.masthead
    found = [mast.sign, mast.issue, mast.organ, mast.day, mast.title, mast.span]
    found += [part for fact in mast.facts for part in fact]
    for chapter in document.chapters:
        found.append(chapter.title)
        for block in chapter.blocks:
            if isinstance(block, Paragraph):
                found.append(plain(block.runs))
            elif isinstance(block, Table):
                found += [f"表{block.number}", *(column.title for column in block.columns)]
                found += [plain(cell) for row in block.rows for cell in row]
            else:
                found += [f"图{block.number}", block.caption]
    return found


def test_the_word_file_holds_every_number_and_no_other(document, files):
    given = sorted(paper.numbers(" ".join(texts(document))))
    shown = sorted(paper.numbers(paper.word_text(files["docx"])))
    assert shown == given


@poppler
def test_the_pdf_holds_every_number(document, files, tmp_path):
    shown = set(paper.numbers(paper.pdf_text(files["pdf"], tmp_path)))
    values = [number for value in document.values() for number in paper.numbers(value.text)]
    assert len(values) > 100 and set(values) <= shown


@poppler
def test_no_number_below_the_limit_is_a_count_of_events(document):
    """Counts of events in tables that name single places."""
    for block in document.blocks():
        if isinstance(block, Table) and block.caption in ("重点网格", "场馆周边事件（件）"):
            columns = range(5, 8) if block.caption == "重点网格" else range(1, 9)
            numbers = [row[n][0].number for row in block.rows for n in columns]
            assert all(n is None or not 0 < n < 5 for n in numbers)


def test_the_trace_is_in_the_file(files, ws, analyst):
    seen = situation.view(ws, analyst, week=WEEK, prefix=TOWN)
    text = paper.word_text(files["docx"])
    for wanted in (seen.snapshot, seen.policy.hash, "演示数据", "2026年第45期", "24:00"):
        assert wanted in text
    core = docx.Document(io.BytesIO(files["docx"])).core_properties
    assert seen.snapshot in core.comments and core.title == "义桥镇微网格五色风险周报"


def test_the_analysts_words_are_printed(ws, analyst):
    order = Order(week=OPEN, prefix=TOWN, kind="docx")
    text = paper.word_text(reporting.weekly(ws, analyst, order))
    assert text.index("总体平稳，红色网格增加一个。") < text.index("表1　五色网格数")
    assert "先劝后罚，周五前回头看。" in text
    assert "提交第4次周情分析会" in text


def test_a_town_with_neighbours_reports_its_borders(ws, analyst):
    made = reporting.weekly_of(out_of(ws, analyst, prefix=BORDER))
    chapter = next(one for one in made.chapters if one.key == "borders")
    said = [plain(block.runs) for block in chapter.blocks if isinstance(block, Paragraph)]
    assert "兰亭镇" in said[0] and "1,000米" in said[0]
    assert "几地登记的只算一件" in said[1]
    sides = next(block for block in chapter.blocks if isinstance(block, Table))
    assert {plain(row[0]) for row in sides.rows} >= {"兰亭镇"}
    for row in sides.rows:
        count = row[3][0].number
        assert count is None or count % 10 == 0, "told in tens"


@poppler
def test_the_map_is_not_to_be_published_without_a_number(files, tmp_path):
    text = re.sub(r"\s", "", paper.pdf_text(files["pdf"], tmp_path))
    assert "内部工作用图不得公开" in text and "审图号（未填）" in text


@poppler
@office.needed
@office.absent
def test_an_office_program_reads_minutes_as_well(ws, analyst, tmp_path):
    body = reporting.minutes(ws, analyst, Order(week=WEEK, prefix=TOWN, kind="docx"))
    file, complaints = office.as_pdf(body, tmp_path)
    assert complaints == []
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    text = re.sub(r"\s", "", done.stdout.decode())
    for wanted in ("义桥镇周情分析会纪要", "三、形势研判", "（二）四项指标", "出席：名单见签到表"):
        assert wanted in text
