import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.theme import palette
from reports.figures import Number, Words, course, ruler, steps

CUTS = (30.0, 45.0, 60.0, 78.0)
COLOURS = palette()
index = st.floats(0, 100)
sorted_cuts = st.lists(st.integers(5, 95), min_size=4, max_size=4, unique=True).map(sorted)


def number(value):
    return Number(value=float(value), words=f"{value:.0f}")


def apart(texts):
    """Whether no text lies on another."""
    boxes = [text.box for text in texts]
    return not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for k, a in enumerate(boxes)
        for b in boxes[k + 1 :]
    )


@pytest.mark.parametrize(("side", "west"), [("start", 10), ("middle", 8.236), ("end", 6.472)])
def test_a_text_takes_room_to_its_side(side, west):
    one = Words(x=10, y=5, text="橙", pt=10, ink="#000", side=side)
    assert one.box[0] == pytest.approx(west, abs=0.01)
    assert one.box[2] - one.box[0] == pytest.approx(3.528, abs=0.01)
    assert one.box[1] + one.box[3] == pytest.approx(10)


@given(now=index, before=st.none() | index, cuts=sorted_cuts)
def test_nothing_on_a_ruler_overlaps_or_leaves_it(now, before, cuts):
    made = ruler(cuts, number(now), None if before is None else number(before), COLOURS, 180)
    assert apart(made.texts)
    for text in made.texts:
        west, north, east, south = text.box
        assert west >= -0.1 and east <= made.width + 0.1
        assert north >= -0.1 and south <= made.height + 0.1


def test_the_needle_stands_at_the_index():
    made = ruler(CUTS, number(50), None, COLOURS, 200)
    corners = re.search(r'points="([^"]+)"', made.body)[1].split()
    assert float(corners[4]) == pytest.approx(100 * 100, abs=1)
    assert next(text for text in made.texts if text.text == "50").x == pytest.approx(100)


def test_a_ruler_without_index_has_no_needle():
    made = ruler(CUTS, None, None, COLOURS, 180)
    assert "polygon" not in made.body
    assert {"0", "30", "45", "60", "78", "100"} <= {text.text for text in made.texts}
    assert {"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"} <= {text.text for text in made.texts}


def test_last_week_is_words_when_near_and_a_ring_when_far():
    near = ruler(CUTS, number(54), number(53), COLOURS, 180)
    far = ruler(CUTS, number(54), number(20), COLOURS, 180)
    assert "circle" not in near.body and "circle" in far.body
    assert all(any("上周" in text.text for text in one.texts) for one in (near, far))


parts = st.lists(st.floats(-40, 40), min_size=1, max_size=8)


@given(reference=index, values=parts)
def test_steps_lead_from_the_middle_to_the_grid(reference, values):
    total = reference + sum(values)
    named = [(f"指标{k}", number(value)) for k, value in enumerate(values)]
    made = steps(number(reference), named, number(total), 2, COLOURS, (84, 40))
    assert made.height <= 40.001
    assert len(made.texts) == 2 * (len(values) + 2)
    assert apart(made.texts)
    assert all(text.box[2] <= 84.5 for text in made.texts)


def test_steps_up_are_solid_and_steps_down_outlined():
    named = [("甲", number(16)), ("乙", number(-4))]
    made = steps(number(30), named, number(42), 2, COLOURS, (84, 40))
    rows = re.findall(r"<rect [^>]+>", made.body)
    assert len(rows) == 4
    assert 'fill="#17202A"' in rows[1] and "stroke" not in rows[1]
    assert 'fill="#FFFFFF" stroke="#17202A"' in rows[2]
    assert COLOURS.fill(2) in rows[3]


def test_a_bar_is_as_long_as_its_number():
    made = steps(number(50), [("甲", number(25))], number(75), 3, COLOURS, (84, 40))
    wide = [int(width) for width in re.findall(r'width="(\d+)" height', made.body)]
    assert wide[1] / wide[0] == pytest.approx(0.5, abs=0.01)
    assert wide[2] / wide[0] == pytest.approx(1.5, abs=0.01)


values = st.lists(st.none() | index, min_size=1, max_size=26)


@given(values=values, cuts=sorted_cuts)
def test_a_course_breaks_where_there_is_nothing(values, cuts):
    levels = [0 if value is None else 3 for value in values]
    made = course(values, levels, ("8月25日", "11月17日"), cuts, COLOURS, (94, 40))
    known = [value for value in values if value is not None]
    assert made.body.count("<circle") == len(known)
    runs = sum(
        value is not None and (k == 0 or values[k - 1] is None) for k, value in enumerate(values)
    )
    line = re.findall(
        r'd="((?:M|L)[^"]*)" fill="none" stroke="#17202A" stroke-width="50"', made.body
    )
    assert (line[0].count("M") if line else 0) == runs
    assert apart(made.texts)


def test_higher_is_higher_and_the_last_is_larger():
    made = course([10, 90], [5, 1], ("甲", "乙"), CUTS, COLOURS, (94, 40))
    found = re.findall(r'cy="(\d+)" r="(\d+)" fill="([^"]+)"', made.body)
    (low, small, green), (high, large, red) = found
    assert int(high) < int(low) and int(large) > int(small)
    assert (green, red) == (COLOURS.fill(5), COLOURS.fill(1))


def test_a_course_without_any_index_says_so():
    made = course([None, None], [0, 0], ("甲", "乙"), CUTS, COLOURS, (94, 40))
    assert "这段时间没有指数" in {text.text for text in made.texts}
