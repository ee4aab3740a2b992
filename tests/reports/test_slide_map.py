"""The map of a slide: one freeform per grid, grouped by class, in the map's colours and places."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from layers import risk, villages
from layers.drawn import Drawn
from layers.map_view import MapView, Window
from layers.theme import palette
from reports import slide_map as drawing
from reports.slide_map import EMU_PER_MM, Box

BOX = Box(left=10.0, top=20.0, width=100.0, height=80.0)
WINDOW = Window(longitude=0, latitude=0, zoom=0)
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def cells(digits, outer=None, inner=None, across=3):
    count = len(digits)
    x, y = np.arange(count) % across, np.arange(count) // across
    west, south = 120.0 + 0.003 * x, 30.0 + 0.003 * y
    boxes = shapely.box(west, south, west + 0.003, south + 0.003)
    rows = gpd.GeoDataFrame(
        {"code": [f"c{k}" for k in range(count)], "name": [f"格{k}<&" for k in range(count)]},
        geometry=boxes,
        crs="EPSG:4490",
    )
    week = pd.DataFrame(
        {
            "digit": list(digits),
            "outer": list(outer or digits),
            "inner": list(inner or digits),
        }
    )
    return Drawn(layer=risk.LAYER, rows=rows, week=week)


def made(one, **view):
    return drawing.slide_map(MapView(window=WINDOW, **view), [one], BOX)


def groups(found):
    return [etree.fromstring(group) for group in found.groups]


def shapes(group):
    return group.findall(f"{P}sp")


def fills(group):
    return {
        one.get("val")
        for one in group.iter(f"{A}srgbClr")
        if one.getparent().tag == f"{A}solidFill"
    }


def test_each_grid_is_one_shape_in_the_group_of_its_class():
    found = groups(made(cells("113567")))
    names = [one.find(f"{P}nvGrpSpPr/{P}cNvPr").get("name") for one in found]
    assert names == [
        "Ⅰ 高（2 个）",
        "Ⅲ 中（1 个）",
        "Ⅴ 低（1 个）",
        "样本不足（1 个）",
        "无数据（1 个）",
    ]
    assert [len(shapes(group)) for group in found] == [2, 1, 1, 1, 1]
    assert shapes(found[0])[0].find(f"{P}nvSpPr/{P}cNvPr").get("name") == "格0<&"


@pytest.mark.parametrize("is_twin", [False, True])
def test_the_fills_are_exactly_the_five_colours(is_twin):
    found = groups(made(cells("12345"), is_twin=is_twin))
    for level, group in enumerate(found, start=1):
        assert palette(twin=is_twin).fill(level)[1:] in fills(group)


def test_what_has_no_colour_has_a_pattern_and_no_fill():
    found = groups(made(cells("678")))
    patterns = [group.find(f".//{A}pattFill").get("prst") for group in found]
    assert patterns == ["ltUpDiag", "diagCross", "dotGrid"]


def test_every_shape_has_a_number_of_its_own():
    found = made(cells("112345678"))
    numbers = re.findall(r'cNvPr id="(\d+)"', "".join(found.groups))
    assert len(numbers) == len(set(numbers)) == 9 + len(found.groups)


def areas(group):
    """Area of each shape in square millimetres, holes left out."""
    return [
        abs(sum(ring_area(path) for path in shape.iter(f"{A}path"))) / EMU_PER_MM**2
        for shape in shapes(group)
    ]


def ring_area(path):
    total, ring = 0.0, []
    for step in path:
        points = [(int(p.get("x")), int(p.get("y"))) for p in step.iter(f"{A}pt")]
        if step.tag == f"{A}close":
            total += signed(ring)
            ring = []
        else:
            ring += points
    return total


def signed(ring):
    x, y = np.array(ring, dtype=float).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def test_doubt_is_shown_by_the_amount_of_fill():
    sure, fair, low = (areas(groups(made(cells("1", o, i)))[0])[0] for o, i in ("11", "01", "10"))
    assert fair < sure
    assert 0 < low < sure
    assert fair + low == pytest.approx(sure, rel=0.01)


@given(st.integers(1, 4), st.integers(1, 12))
def test_the_map_keeps_its_proportions_and_stays_in_the_box(across, count):
    found = groups(made(cells("1" * count, across=across)))
    total = 0.0
    for group in found:
        off, ext = (
            group.find(f"{P}grpSpPr/{A}xfrm/{A}off"),
            group.find(f"{P}grpSpPr/{A}xfrm/{A}ext"),
        )
        left, top = int(off.get("x")) / EMU_PER_MM, int(off.get("y")) / EMU_PER_MM
        right = left + int(ext.get("cx")) / EMU_PER_MM
        bottom = top + int(ext.get("cy")) / EMU_PER_MM
        assert left >= BOX.left - 0.01
        assert right <= BOX.left + BOX.width + 0.01
        assert top >= BOX.top - 0.01
        assert bottom <= BOX.top + BOX.height + 0.01
        total += sum(areas(group))
    # Squares of three thousandths of a degree at 30 degrees north.
    wide, high = min(across, count) * 0.003 * np.cos(np.radians(30)), -(-count // across) * 0.003
    scale = min(BOX.width / wide, BOX.height / high)
    each = 0.003**2 * np.cos(np.radians(30)) * scale**2
    assert total == pytest.approx(count * each, rel=0.02)


def test_too_many_cells_become_one_shape_per_class(monkeypatch):
    monkeypatch.setattr(drawing, "MOST_CELLS", 4)
    found = made(cells("112233"), marks="▲     ")
    assert found.is_merged
    assert found.marks == ()
    assert [len(shapes(group)) for group in groups(found)] == [1, 1, 1]
    apart = [sum(areas(group)) for group in groups(found)]
    assert apart == pytest.approx([apart[0]] * 3, rel=0.01)


def test_signs_stand_inside_their_grids():
    found = made(cells("111"), marks="▲ ▽")
    assert [one.text for one in found.marks] == ["▲", "▽"]
    assert found.marks[0].x < found.marks[1].x


def test_villages_are_outlines_with_a_name_inside():
    one = cells("1111", across=2)
    edge = shapely.boundary(shapely.union_all(np.asarray(one.rows.geometry)))
    rows = gpd.GeoDataFrame({"code": ["v"], "name": ["云塘村"]}, geometry=[edge], crs="EPSG:4490")
    village = Drawn(layer=villages.LAYER, rows=rows)
    found = drawing.slide_map(MapView(window=WINDOW), [one, village], BOX)
    last = groups(found)[-1]
    assert last.find(f".//{A}noFill") is not None
    assert last.find(f".//{A}path/{A}close") is not None
    (name,) = found.names
    assert name.text == "云塘村"
    assert BOX.left < name.x < BOX.left + BOX.width


def test_a_swatch_is_filled_as_its_class():
    styles = {name: style for _, name, style in drawing.looks(MapView(window=WINDOW))}
    shape = etree.fromstring(drawing.swatch(7, "样本不足", BOX, styles["样本不足"]))
    assert shape.find(f".//{A}pattFill").get("prst") == "ltUpDiag"
