"""Six slides of a week: the report's words and numbers, native shapes and charts, equal bytes."""

import io
import random
import re
import shutil
import subprocess
import time

import pytest
from pptx import Presentation
from pptx.util import Mm

from layers.theme import palette
from reports import weekly
from reports.document import CourseFigure, Paragraph, Table, Tone, plain
from services import access, outgoing, slide_decks, weekly_report
from services.outgoing import Order
from services.workspace import opened
from settings import Settings
from store import audit
from words import say

TOWN, BORDER = "330109106", "330482102"
soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="no office program here")


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("decks") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def out(ws):
    return outgoing.of(ws, access.viewer_of(ws, "analyst"), Order(prefix=TOWN))


@pytest.fixture(scope="module")
def document(out):
    return weekly.document(weekly_report.of(out))


@pytest.fixture(scope="module")
def body(out):
    return slide_decks.make(out)


@pytest.fixture(scope="module")
def deck(body):
    return Presentation(io.BytesIO(body))


def texts(slide):
    """Everything written on a slide, tables included."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield from (one.text for one in shape.text_frame.paragraphs)
        elif shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_there_are_six_wide_slides_in_the_order_of_the_report(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [
        "一、五色总览",
        say("slides.changes"),
        "二、四项指标",
        "三、重点网格",
        say("slides.places"),
        say("slides.matters"),
    ]
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)


def test_the_map_is_one_editable_shape_per_grid(deck, out):
    groups = [shape for shape in deck.slides[0].shapes if shape.shape_type == 6]
    cells = groups[: len(groups) - 2]
    assert sum(len(list(group.shapes)) for group in cells) == len(out.seen.grids)
    names = {one.name for group in cells for one in group.shapes}
    assert names <= set(out.seen.grids["name"])
    assert [group.name for group in groups[-2:]] == [
        say("ui.layer.villages"),
        say("ui.layer.towns"),
    ]


def test_the_groups_count_what_the_legend_counts(deck, out):
    counted = {
        group.name.split("（")[0][2:]: len(list(group.shapes))
        for group in deck.slides[0].shapes
        if group.shape_type == 6 and group.name[0] in "ⅠⅡⅢⅣⅤ"
    }
    levels = {say(f"ui.level.{k}"): n for k, n in enumerate(out.seen.per_colour.values(), 1)}
    assert counted == levels


def test_every_table_cell_stands_in_the_report(deck, document):
    known = {
        plain(cell)
        for one in document.blocks()
        if isinstance(one, Table)
        for row in one.rows
        for cell in row
    }
    heads = {c.title for one in document.blocks() if isinstance(one, Table) for c in one.columns}
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                cells = [cell.text for row in shape.table.rows for cell in row.cells]
                assert set(cells) <= known | heads


def test_the_sentences_are_the_reports_and_none_is_lost(deck, document):
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    for chapter in document.chapters:
        if chapter.key == "annex":
            continue
        for block in chapter.blocks:
            if isinstance(block, Paragraph) and block.tone is not Tone.NOTE:
                assert plain(block.runs) in notes


def test_the_charts_hold_the_numbers_of_the_report(deck, document, out):
    (bars,) = charts(deck.slides[1])
    before, now = (list(series.values) for series in bars.plots[0].series)
    assert now == list(out.seen.per_colour.values())
    previous = out.seen.grids["previous_level"]
    assert before == [(previous == level).sum() for level in range(1, 6)]
    figure = next(one for one in document.blocks() if isinstance(one, CourseFigure))
    lines = charts(deck.slides[2])
    assert len(lines) == len(figure.panels)
    for chart, panel in zip(lines, figure.panels, strict=True):
        values = list(chart.plots[0].series[0].values)
        assert values == [one.number for one in panel.values]


def test_the_bars_have_the_colours_of_the_map(deck):
    (bars,) = charts(deck.slides[1])
    points = bars.plots[0].series[1].points
    found = [str(points[k].format.fill.fore_color.rgb) for k in range(5)]
    assert found == [fill[1:] for fill in palette().fills]


def test_a_number_drawn_at_random_from_a_slide_is_in_the_report(deck, document):
    printed = {value.text for value in document.values()}
    printed |= {
        number for value in document.values() for number in re.findall(r"\d[\d,.]*", value.text)
    }
    cells = [
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
        if re.fullmatch(r"[\d,.]+", cell.text)
    ]
    for number in random.Random(20261117).sample(cells, 25):
        assert number in printed


def test_every_slide_says_whose_it_is_and_where_it_comes_from(deck, out):
    for slide in deck.slides:
        said = " ".join(texts(slide))
        assert say("ui.demo") in said
        assert "不得公开" in said
        assert out.seen.snapshot[:12] in said
        assert out.seen.policy.hash[:12] in said
        assert "义桥镇" in said


def test_nothing_reaches_beyond_the_edge(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            if not shape.has_text_frame:
                assert shape.top + shape.height <= Mm(179.5)


def test_equal_snapshots_are_equal_bytes(body, ws, out):
    time.sleep(2.1)
    again = outgoing.of(ws, out.asker, Order(prefix=TOWN, week=out.week))
    assert slide_decks.make(again) == body


def test_the_friendly_colours_are_on_map_table_and_chart(ws, out):
    twin = outgoing.of(ws, out.asker, Order(prefix=BORDER, is_twin=True))
    made = Presentation(io.BytesIO(slide_decks.make(twin)))
    fill = palette(twin=True).fills[3][1:]
    (bars,) = charts(made.slides[1])
    assert str(bars.plots[0].series[1].points[3].format.fill.fore_color.rgb) == fill
    group = next(one for one in made.slides[0].shapes if one.name.startswith("Ⅳ"))
    assert str(next(iter(group.shapes)).fill.fore_color.rgb) == fill


def test_an_export_is_put_on_record(ws, out):
    slide_decks.make(out)
    with ws.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["object"], row["rows"], row["by"]) == ("export pptx", 560, "analyst")


@soffice
def test_an_office_program_opens_it_without_a_word(body, tmp_path):
    (tmp_path / "a.pptx").write_bytes(body)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/p", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "a.pptx"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [line for line in done.stderr.splitlines() if "javaldx" not in line] == []
    read = ["pdftotext", "-layout", tmp_path / "a.pdf", "-"]
    said = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    assert said.count("\f") == 6
    flat = re.sub(r"\s", "", said)
    assert "五色总览" in flat
    assert "不得公开" in flat
