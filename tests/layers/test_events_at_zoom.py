"""Discs of events that open as the map comes nearer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import events
from layers.layer import CLASS, ZOOMS, Frame

PLACES = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), min_size=1, max_size=60)


def frame(places):
    lon = [120.2 + x * 1e-5 for x, _ in places]
    lat = [30.1 + y * 1e-5 for _, y in places]
    return {
        Frame.EVENTS: pd.DataFrame(
            {"kind": "alert", "level": "normal", "is_open": True, "lon": lon, "lat": lat}
        )
    }


def sizes(made):
    return np.array([int(text) if text else 1 for text in made["count"]])


@given(PLACES)
def test_no_event_is_lost_at_any_zoom(places):
    for zoom in ZOOMS:
        assert sizes(events.at_zoom(frame(places), zoom)).sum() == len(places)


@given(PLACES)
def test_the_squares_get_smaller_and_the_last_hold_one_place(places):
    rows = [len(events.at_zoom(frame(places), zoom)) for zoom in ZOOMS]
    assert rows[-1] >= max(rows[:-1])
    last = events.at_zoom(frame(places), ZOOMS[-1])
    assert len(last) <= len(set(places))


def test_a_pair_is_one_disc_from_afar_and_two_signs_from_near():
    pair = frame([(100, 100), (160, 100)])
    far, near = (events.at_zoom(pair, zoom) for zoom in (ZOOMS[0], ZOOMS[-1]))
    assert far["count"].tolist() == ["2"] and far[CLASS].tolist() == [events.CLUSTER]
    assert near["count"].tolist() == ["", ""] and events.CLUSTER not in near[CLASS].tolist()


def test_events_of_one_place_never_hide_each_other():
    same = events.at_zoom(frame([(7, 7), (7, 7), (7, 7)]), ZOOMS[-1])
    assert same["count"].tolist() == ["3"]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_columns_and_classes_are_those_of_the_layer(zoom):
    made = events.at_zoom(frame([(1, 1), (900, 900), (901, 900)]), zoom)
    assert set(made.columns) == set(events.geometry(frame([(1, 1)])).columns)
    assert made[CLASS].between(0, len(events.LAYER.style.marks) - 1).all()
