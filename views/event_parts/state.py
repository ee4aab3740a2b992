"""What is filtered on the page of events: all of it in the address, read and checked here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from services.event_analysis import HOURS, SPANS, Chosen
from services.layer_frames import LEVELS
from vocab import Scope

USUAL_SPAN = 13
WEEKDAYS = 7
MOST_CHARACTERS = 40
# Times of day a reader asks for by name: first and last hour.
TIMES = {"morning": (6, 11), "afternoon": (12, 17), "evening": (18, 21), "night": (22, 5)}
_WORD = re.compile(r"[a-z0-9_]{1,40}")
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventState:
    """The filter and the number of periods; ``chosen`` is what the service is asked."""

    periods: int = USUAL_SPAN
    chosen: Chosen = field(default_factory=Chosen)

    @classmethod
    def from_address(cls) -> EventState:
        """Read the address; what cannot be is left out."""
        return cls.of(st.query_params)

    @classmethod
    def of(cls, query: Mapping[str, str]) -> EventState:
        """Read and check the parts of an address."""
        periods = query.get("periods", "")
        weekday = query.get("weekday", "")
        is_day = weekday in {str(day) for day in range(1, WEEKDAYS + 1)}
        level = query.get("level", "")
        source = _word(query.get("source", ""))
        return cls(
            periods=next((one for one in SPANS if str(one) == periods), USUAL_SPAN),
            chosen=Chosen(
                indicator=_word(query.get("indicator", "")),
                category=_text(query.get("category", "")),
                source=source,
                channel=_text(query.get("channel", "")) if source else "",
                level=level if level in LEVELS else "",
                weekday=int(weekday) - 1 if is_day else None,
                hours=_hours(query.get("hours", "")),
                grid=_code(query.get("at", "")),
            ),
        )

    def parts(self) -> dict[str, str]:
        """The state as parts of an address; "" what is as usual."""
        one = self.chosen
        return {
            "periods": str(self.periods) if self.periods != USUAL_SPAN else "",
            "indicator": one.indicator,
            "category": one.category,
            "source": one.source,
            "channel": one.channel,
            "level": one.level,
            "weekday": "" if one.weekday is None else str(one.weekday + 1),
            "hours": "" if one.hours is None else f"{one.hours[0]}-{one.hours[1]}",
            "at": one.grid,
        }

    def put(self, *, periods: int | None = None, **changes: object) -> None:
        """Change the span or parts of the filter in the address; what others keep there stays."""
        new = EventState(
            periods=self.periods if periods is None else periods,
            chosen=replace(self.chosen, **changes),
        )
        values = new.parts()
        others = {name: st.query_params[name] for name in st.query_params if name not in values}
        own = {name: value for name, value in values.items() if value}
        st.query_params.from_dict(others | own)

    def clear(self) -> None:
        """No filter; the span stays."""
        EventState(periods=self.periods).put()

    def act(self, what: str, value: str) -> None:
        """A click on a cell, a category or a grid; the same one again takes it back."""
        if what == "cell":
            self._cell(*(int(part) for part in value.split("-")))
        elif what == "category":
            indicator, _, category = value.partition("/")
            is_same = self.chosen.category == category
            self.put(
                category="" if is_same else category,
                indicator=self.chosen.indicator if is_same else indicator,
            )
        elif what == "grid":
            self.put(grid="" if self.chosen.grid == value else value)
        elif what == "drop":
            self._drop(value)

    def _cell(self, weekday: int, hour: int) -> None:
        cell = (weekday, (hour, hour))
        is_same = (self.chosen.weekday, self.chosen.hours) == cell
        self.put(weekday=None if is_same else weekday, hours=None if is_same else cell[1])

    def _drop(self, name: str) -> None:
        if name == "source":
            self.put(source="", channel="")
        elif name in ("weekday", "hours"):
            self.put(**{name: None})
        elif name in Chosen.__slots__:
            self.put(**{name: ""})


def _word(text: str) -> str:
    return text if _WORD.fullmatch(text) else ""


def _text(text: str) -> str:
    """A name from the data: short, printable; whether it exists the numbers say."""
    return text if len(text) <= MOST_CHARACTERS and text.isprintable() else ""


def _hours(text: str) -> tuple[int, int] | None:
    found = _HOURS.fullmatch(text)
    if not found:
        return None
    first, last = int(found[1]), int(found[2])
    return (first, last) if first < HOURS and last < HOURS else None


def _code(text: str) -> str:
    try:
        return Scope(prefix=text).prefix
    except ValueError:
        return ""
