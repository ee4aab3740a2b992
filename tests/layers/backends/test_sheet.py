"""The whole sheet: what comes out of the file is what went in."""

import hashlib
import io
import json
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
import shapely
from fontTools.ttLib import TTFont
from PIL import Image

from errors import RefusedError
from layers import discover
from layers.backends import sheet
from layers.backends.sheet_graticule import Graticule, net
from layers.backends.sheet_inset import Locator, inset
from layers.backends.sheet_labels import written
from layers.backends.sheet_legend import length
from layers.backends.sheet_paper import Paper, placed
from layers.drawn import drawn
from layers.map_view import Caption, MapView, Window
from layers.theme import INKS, Ground, palette, rgb
from tests.layers import world_of_frames as world
from vocab import COLOURS, State
from words import say

LAYERS = {layer.code: layer for layer in discover()}
CAPTION = Caption(
    title="清渚镇五色图",
    lines=("数据截至 2026年11月17日（周二）24:00", "规则 3.2 版", "审图号（未填）", "底图：无"),
    notice="内部工作用图　不得公开",
    is_demo=True,
)
VIEW = MapView(window=Window(longitude=120.2, latitude=30.0, zoom=12.0), caption=CAPTION)
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")


def layers(*codes, count=60):
    frames = world.frames(count)
    return [drawn(LAYERS[code], frames) for code in codes]


@pytest.fixture(scope="module")
def everything():
    return layers("risk", *[code for code, layer in LAYERS.items() if not layer.is_base])


@pytest.fixture(scope="module")
def pdf(everything, tmp_path_factory):
    file = tmp_path_factory.mktemp("sheet") / "sheet.pdf"
    file.write_bytes(sheet.draw(VIEW, everything))
    return file


def said(file):
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def picture(view, some, paper=Paper.A4):
    body = sheet.sheet(view, some, sheet.Form(paper=paper, kind="png"))
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGB"), dtype=int)


# -- the file -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_equal_sheets_are_equal_bytes(kind):
    form = sheet.Form(kind=kind, made_at=1_790_000_000)
    hashes = {
        hashlib.sha256(sheet.sheet(VIEW, layers("risk", "villages"), form)).hexdigest()
        for _ in range(2)
    }
    assert len(hashes) == 1


@poppler
def test_the_time_in_the_file_is_the_one_given(tmp_path):
    file = tmp_path / "one.pdf"
    file.write_bytes(sheet.sheet(VIEW, layers("risk"), sheet.Form(made_at=1_790_000_000)))
    told = subprocess.run(
        ["pdfinfo", "-isodates", file], capture_output=True, check=True, text=True
    ).stdout
    assert "2026-09-21T" in told


@pytest.mark.parametrize(
    ("paper", "size"),
    [
        (Paper.A4, (2480, 3508)),
        (Paper.A3, (3508, 4961)),
        (Paper.SCREEN, (3840, 2160)),
        (Paper.LARGE_SCREEN, (7680, 4320)),
    ],
)
def test_a_picture_has_the_points_of_its_paper(paper, size):
    body = sheet.sheet(VIEW, layers("risk"), sheet.Form(paper=paper, kind="png"))
    found = Image.open(io.BytesIO(body)).size
    assert sorted(found) == pytest.approx(sorted(size), abs=1)


@poppler
@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3, Paper.A1])
def test_a_document_has_one_page_of_its_paper(tmp_path, paper):
    file = tmp_path / "one.pdf"
    file.write_bytes(sheet.sheet(VIEW, layers("risk"), sheet.Form(paper=paper)))
    told = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert "Pages:           1\n" in told
    assert f"({paper.value})" in told or paper is Paper.A1


@poppler
def test_every_font_is_embedded_and_shipped(pdf):
    told = subprocess.run(["pdffonts", pdf], capture_output=True, check=True, text=True).stdout
    rows = [line.split() for line in told.splitlines()[2:]]
    assert rows
    assert all("NotoSansSC" in row[0] for row in rows)
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_every_sign_on_a_sheet_is_in_the_font(everything):
    known = set(TTFont(next(sheet.fonts().glob("*.ttf"))).getBestCmap())
    place = placed(everything[0].rows, Paper.A4, 30)
    marks = "▲▽".ljust(60)
    files = sheet._files(
        replace(VIEW, marks=marks), [sheet._cut(o, place) for o in everything], place
    )
    page = json.loads(files["page.json"])
    texts = [text["text"] for text in page["texts"]]
    texts += [line["words"] + line["sign"] + line["count"] for line in page["legend"]]
    texts += [
        page[name] for name in ("title", "notice", "demo", "north", "bar_text", "scale", "crs")
    ]
    assert {"▲", "▽", "Ⅰ", "★", "◆"} <= set("".join(texts))
    assert [sign for sign in set("".join(texts + page["head"])) if ord(sign) not in known] == []


# -- what it says -------------------------------------------------------------------------


@poppler
def test_the_page_says_what_it_is_and_may_not_be_used_for(pdf):
    text = said(pdf)
    flat = text.replace(" ", "").replace("　", "")
    for words in (*CAPTION.lines, CAPTION.title, CAPTION.notice, say("ui.demo")):
        assert words.replace(" ", "").replace("　", "") in flat
    assert "EPSG:4549" in text
    assert "1:" in text


@poppler
def test_an_approved_real_map_has_neither_stamp_nor_demo(tmp_path):
    file = tmp_path / "one.pdf"
    clean = replace(VIEW, caption=replace(CAPTION, notice="", is_demo=False))
    file.write_bytes(sheet.draw(clean, layers("risk")))
    text = said(file)
    assert say("ui.demo") not in text
    assert "不得公开" not in text


def legend(view, some):
    place = placed(some[0].rows, Paper.A4, 30)
    page = json.loads(
        sheet._files(view, [sheet._cut(one, place) for one in some], place)["page.json"]
    )
    return {line["words"]: line["count"] for line in page["legend"]}


def test_the_legend_counts_what_is_drawn():
    some = layers("risk", "villages", "stations", "heat", count=60)[:3]
    counts = legend(VIEW, some)
    digits = some[0].digits
    for colour in COLOURS:
        words = f"{say(f'ui.colour.{colour.value}')}　{say(f'ui.level.{colour.level}')}"
        assert counts[words] == f"{digits.count(str(colour.level)):,}"
    for state, digit in ((State.SMALL_SAMPLE, "6"), (State.NO_DATA, "7")):
        assert counts[say(f"ui.state.{state.value}")] == str(digits.count(digit))
    assert counts[say("ui.layer.villages")] == "4"


def test_rows_beyond_the_frame_are_not_counted():
    some = layers("risk", "stations")
    far = some[1].rows.copy()
    far["geometry"] = shapely.transform(far.geometry.to_numpy(), lambda xy: xy + 1)
    gone = replace(some[1], rows=far)
    title = say(LAYERS["stations"].title)
    assert legend(VIEW, [some[0], gone])[say("sheet.nothing", title=title)] == ""
    assert legend(VIEW, some)[title] == "1"


def test_a_long_legend_is_set_smaller_never_cut(everything):
    place = placed(everything[0].rows, Paper.A4, 60)
    files = sheet._files(VIEW, [sheet._cut(one, place) for one in everything], place)
    assert 0.4 < json.loads(files["page.json"])["tight"] <= 1


# -- what it shows ------------------------------------------------------------------------


@pytest.mark.parametrize("twin", [False, True])
@pytest.mark.parametrize("ground", list(Ground))
def test_cells_stand_in_their_colours_at_their_places(ground, twin):
    (risk,) = layers("risk", count=60)
    week = risk.week.assign(outer=risk.week["digit"], inner=risk.week["digit"])
    risk = replace(risk, week=week)
    shown = picture(replace(VIEW, ground=ground, is_twin=twin), [risk])
    place = placed(risk.rows, Paper.A4, length([risk]))
    cells = place.on_paper(risk.rows.geometry.to_numpy())
    colours = palette(ground, twin=twin)
    checked = 0
    for cell, digit in zip(cells, risk.digits, strict=True):
        if digit in "12345":
            # Beside the numeral, in the upper left part of the cell.
            west, north, east, south = cell.bounds
            x = place.frame[0] + west + (east - west) * 0.15
            y = place.frame[1] + north + (south - north) * 0.15
            at = shown[round(y / 25.4 * 300), round(x / 25.4 * 300)]
            assert np.abs(at - np.array(rgb(colours.fill(int(digit))))).max() <= 3
            checked += 1
    assert checked > 40


def test_a_late_map_has_no_risk_colour():
    shown = picture(replace(VIEW, is_stale=True), layers("risk"))
    for fill in palette().fills:
        assert not (np.abs(shown - np.array(rgb(fill))).max(axis=2) <= 2).any()


def test_the_grid_spoken_of_has_a_halo():
    plain = picture(VIEW, layers("risk"))
    haloed = picture(replace(VIEW, haloed=7), layers("risk"))
    assert (plain != haloed).any(axis=2).sum() > 1000


def test_a_layer_switched_off_is_neither_drawn_nor_listed():
    some = layers("risk", "villages")
    hidden = sheet.draw(replace(VIEW, hidden=frozenset({"villages"})), some)
    assert hidden == sheet.draw(VIEW, some[:1])


# -- refusals -----------------------------------------------------------------------------


def test_nothing_to_draw_is_refused():
    frames = world.nothing()
    with pytest.raises(RefusedError, match="nothing_to_draw"):
        sheet.draw(VIEW, [drawn(LAYERS["risk"], frames), drawn(LAYERS["villages"], frames)])


def test_an_unknown_kind_is_refused():
    with pytest.raises(RefusedError, match=r"sheet\.kind"):
        sheet.sheet(VIEW, layers("risk"), sheet.Form(kind="docx"))


@pytest.mark.parametrize("code", sorted(LAYERS))
def test_every_layer_alone_makes_a_sheet(code):
    body = sheet.draw(VIEW, layers(code))
    assert body.startswith(b"%PDF")


def test_names_left_out_are_told(everything):
    place = placed(everything[0].rows, Paper.A4, 30)
    cut = [sheet._cut(one, place) for one in everything]
    made = written(VIEW, cut[0].pair, [each.pair for each in cut[1:]], place)
    words = say("sheet.names_left_out", count=made.left_out)
    page = json.loads(sheet._files(VIEW, cut, place)["page.json"])
    assert (words in [line["words"] for line in page["legend"]]) == (made.left_out > 0)


def test_inks_follow_the_ground():
    dark = picture(replace(VIEW, ground=Ground.DARK), layers("risk"))
    assert tuple(dark[5, 5]) == rgb(INKS[Ground.DARK].panel)


@pytest.mark.parametrize("kind", [Graticule.DEGREES, Graticule.KILOMETRES])
def test_names_give_way_to_the_figures_of_a_graticule(everything, kind):
    place = placed(everything[0].rows, Paper.A4, 30)
    cut = [sheet._cut(one, place) for one in everything]
    figures = net(place, kind, INKS[Ground.LIGHT]).texts
    made = written(VIEW, cut[0].pair, [each.pair for each in cut[1:]], place, figures)
    assert set(figures) <= set(made.texts)
    names = [text for text in made.texts if text.weight == 500 and text not in figures]
    assert names
    for name in names:
        for figure in figures:
            west, north, east, south = name.box
            left, top, right, low = figure.box
            assert west >= right or left >= east or north >= low or top >= south


def test_a_graticule_and_an_inset_are_told_below_the_map(everything):
    place = placed(everything[0].rows, Paper.A4, 30)
    cut = [sheet._cut(one, place) for one in everything]
    lines = net(place, Graticule.DEGREES, INKS[Ground.LIGHT])
    shapes = everything[0].rows.geometry.to_numpy()
    beside = inset(
        Locator(outlines=shapes, own=shapes[:3], title="在某镇的位置"), INKS[Ground.LIGHT]
    )
    files = sheet._files(VIEW, cut, place, lines, beside)
    page = json.loads(files["page.json"])
    assert page["net"].startswith("经纬网间隔")
    assert page["inset"]["title"] == "在某镇的位置"
    assert lines.drawing in files["map.svg"].decode()
    assert files["inset.svg"].startswith(b"<svg")
    plain = json.loads(sheet._files(VIEW, cut, place)["page.json"])
    assert (plain["net"], plain["inset"]) == ("", None)
    assert page["tight"] <= plain["tight"]
