"""The filter of the page of events: out of the address and back, nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.event_analysis import SPANS, Chosen
from views.event_parts.state import EventState

HOUR = st.integers(0, 23)
FILTERS = st.builds(
    Chosen,
    indicator=st.sampled_from(["", "alert", "petition_2"]),
    category=st.sampled_from(["", "治安纠纷", "A/B 类"]),
    source=st.sampled_from(["", "police"]),
    channel=st.just(""),
    level=st.sampled_from(["", "紧迫", "一般", "多跨"]),
    weekday=st.none() | st.integers(0, 6),
    hours=st.none() | st.tuples(HOUR, HOUR),
    grid=st.sampled_from(["", "330109106201001"]),
)


@given(FILTERS, st.sampled_from(SPANS))
def test_what_goes_into_an_address_comes_back(chosen, periods):
    state = EventState(periods=periods, chosen=chosen)
    assert EventState.of(state.parts()) == state


@given(st.dictionaries(st.sampled_from(sorted(EventState().parts())), st.text(max_size=60)))
def test_any_address_gives_a_filter_that_may_be_asked(query):
    one = EventState.of(query)
    assert one.periods in SPANS
    assert one.chosen.weekday is None or 0 <= one.chosen.weekday <= 6
    assert one.chosen.hours is None or all(0 <= hour < 24 for hour in one.chosen.hours)
    assert one.chosen.source or not one.chosen.channel
    assert EventState.of(one.parts()) == one


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("indicator", "<b>"),
        ("hours", "24-3"),
        ("hours", "3"),
        ("weekday", "0"),
        ("weekday", "8"),
        ("level", "红"),
        ("at", "a b"),
        ("category", "x" * 41),
        ("category", "a\nb"),
        ("periods", "2"),
    ],
)
def test_what_it_may_not_be_is_left_out(name, value):
    assert EventState.of({name: value}) == EventState()


def test_a_channel_belongs_to_its_source():
    assert EventState.of({"channel": "来信"}).chosen.channel == ""
    both = EventState.of({"source": "petition_office", "channel": "来信"})
    assert (both.chosen.source, both.chosen.channel) == ("petition_office", "来信")


@pytest.fixture
def address(monkeypatch):
    """The address as a plain dictionary."""

    class Address(dict):
        def from_dict(self, values):
            self.clear()
            self.update(values)

    found = Address(week="2026-11-10")
    monkeypatch.setattr("views.event_parts.state.st.query_params", found)
    return found


def test_a_cell_a_category_and_a_grid_are_chosen_and_taken_back(address):
    acts = [("cell", "4-22"), ("category", "alert/盗窃"), ("grid", "330109106201001")]
    for what, value in acts:
        EventState.of(address).act(what, value)
    assert dict(address) == {
        "week": "2026-11-10",
        "weekday": "5",
        "hours": "22-22",
        "category": "盗窃",
        "indicator": "alert",
        "at": "330109106201001",
    }
    for what, value in acts:
        EventState.of(address).act(what, value)
    assert dict(address) == {"week": "2026-11-10", "indicator": "alert"}
    EventState.of(address).act("drop", "indicator")
    assert dict(address) == {"week": "2026-11-10"}


def test_parts_are_dropped_one_by_one_or_all(address):
    address.update(source="law", channel="x", hours="1-2", weekday="3", periods="52")
    EventState.of(address).act("drop", "source")
    EventState.of(address).act("drop", "hours")
    EventState.of(address).act("drop", "__class__")
    assert dict(address) == {"week": "2026-11-10", "weekday": "3", "periods": "52"}
    EventState.of(address).clear()
    assert dict(address) == {"week": "2026-11-10", "periods": "52"}
