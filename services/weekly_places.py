"""周报周边 Surroundings of the venues and the own side of the borders, for one week."""

from __future__ import annotations

from reports.document import Value
from reports.weekly_view import Borders, SideLine, VenueLine
from services import borders, perimeters, periods, told, wording
from services.border_cases import LATE_DAYS
from services.borders import MOST_UNITS, WIDTH_M, Along, Pair
from services.numerals import is_missing
from services.outgoing import Outgoing
from services.perimeter_tables import THEMES
from services.perimeters import Around
from words import say

MOST_VENUES = 12


def venues(out: Outgoing) -> tuple[tuple[VenueLine, ...], int]:
    """The surroundings of the venues in reach, and how many more were left out."""
    known = perimeters.places(out.workspace, out.viewer)
    codes = known["code"].tolist()
    start, end = periods.shown(out.seen.first_day), out.week
    found = [
        perimeters.around(out.workspace, out.viewer, code, start=start, end=end)
        for code in codes[:MOST_VENUES]
    ]
    # One across the border may be near and still have none of the grids around it.
    near = [one for one in found if int(one.rings.iloc[-1][["whole", "part"]].sum())]
    lines = tuple(_venue(one, out.seen.policy.suppress_below) for one in near)
    return lines, len(codes) - len(found)


def _venue(one: Around, limit: int) -> VenueLine:
    widest = one.rings.iloc[-1]
    by_theme = one.themes.set_index("theme")["total"]
    # Alone among the rings the widest is withheld for no other reason than being small.
    events = told.fewer(limit) if is_missing(one.total) else told.whole(one.total)
    return VenueLine(
        name=one.name,
        radius=told.whole(float(widest["radius_m"])),
        grids=told.whole(int(widest["whole"] + widest["part"])),
        residents=told.whole(float(widest["residents"])),
        events=events,
        open=told.whole(one.open),
        themes=tuple((theme, told.whole(float(by_theme[theme]))) for theme in THEMES),
    )


def borders_of(out: Outgoing) -> Borders | None:
    """Along the border of the area with its neighbours; None where the data hold none."""
    units = _units(out)
    if len(units) < 2:
        return None
    start, end = periods.shown(out.seen.first_day), out.week
    found = borders.along(out.workspace, out.viewer, units, start=start, end=end)
    own = [pair for pair in found.pairs if out.prefix in (pair.first, pair.second)]
    limit, cases = out.seen.policy.suppress_below, found.cases
    return Borders(
        width=told.whole(WIDTH_M),
        sides=tuple(line for pair in own for line in _sides(out, found, pair)),
        cases=_total(cases.total, limit),
        accepted=told.whole(cases.accepted),
        closed=told.whole(cases.closed),
        late=_total(cases.late, limit),
        late_days=told.whole(LATE_DAYS),
        themes=tuple(
            (str(row.theme), told.whole(float(row.total))) for row in cases.themes.itertuples()
        ),
    )


def _units(out: Outgoing) -> list[str]:
    """The area and the towns that touch it from outside."""
    if not out.prefix:
        return []
    pairs = borders.choices(out.workspace, out.viewer)
    named = sorted({*pairs["first"], *pairs["second"]})
    outside = [code for code in named if not code.startswith(out.prefix)]
    return [out.prefix, *outside[: MOST_UNITS - 1]] if outside else []


def _sides(out: Outgoing, found: Along, pair: Pair) -> list[SideLine]:
    is_first = pair.first == out.prefix
    side = "first" if is_first else "second"
    neighbour = found.name(pair.second if is_first else pair.first)
    length = told.decimal(pair.length_km)
    rows = [
        SideLine(
            neighbour=neighbour,
            length_km=length,
            what=_what(str(row["indicator"])),
            events=told.whole(float(row[side])),
            per_km=told.decimal(float(row[f"{side}_per_km"])),
        )
        for _, row in pair.counts.iterrows()
    ]
    none = SideLine(
        neighbour=neighbour,
        length_km=length,
        what=say("report.no_events"),
        events=told.whole(0),
        per_km=told.decimal(0.0),
    )
    return rows or [none]


def _what(indicator: str) -> str:
    is_venue = indicator == perimeters.VENUE_INDICATOR
    return say("border.venue") if is_venue else wording.indicator(indicator)


def _total(value: float, limit: int) -> Value:
    """Withheld for no other reason than being small."""
    return told.fewer(limit) if is_missing(value) else told.whole(value)
