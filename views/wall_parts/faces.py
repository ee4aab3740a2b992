"""画面 Puts the panels of the present page together and draws them."""

from __future__ import annotations

import datetime as dt

from layers.map_view import fit
from layers.theme import Ground, Palette, palette
from services import scoring, wording
from views import cache
from views.components import format as fmt
from views.wall_parts import far, frame, pages, surroundings
from views.wall_parts.layout import Box, Screen, boxes
from views.wall_parts.news import MOST_LINES, News
from views.wall_parts.pages import panel
from views.wall_parts.reading import GRACE_HOURS, ZONE, Shown
from views.wall_parts.rotation import Page, Rotation
from views.wall_parts.stage import Scene
from words import say

# Rows of the list of changes, with and without the line of alarms above it.
ROWS, ROWS_BELOW_ALARMS = 13, 10


def waiting(words: str) -> Scene:
    """The one sentence of a screen that has nothing yet."""
    return Scene(over=frame.notice(words))


def scene(
    shown: Shown,
    screen: Screen,
    rotation: Rotation,
    news: News | None,
    now: float,
    *,
    is_away: bool,
    is_twin: bool,
) -> Scene:
    """Header, panels, footer and what lies over them."""
    colours = palette(Ground.DARK, twin=is_twin)
    plan, page = shown.plan, rotation.page
    number = rotation.shown(now, plan)
    seen = shown.seen
    clock = shown.read_at.strftime("%H:%M:%S")
    status = say(f"ui.run.{seen.status}")
    rule = say("ui.run.rule", version=seen.policy.version)
    told = [say("wall.refreshed", time=clock), status, rule]
    told += [say("ui.demo")] * shown.is_demo
    return Scene(
        header=frame.header(
            screen,
            f"{shown.name}{say('ui.product')}",
            page,
            _age(shown, page, number),
            late=say("wall.late") if shown.late_hours else "",
        ),
        key=f"{page.value} {number}",
        body=_body(shown, screen, page, number, colours),
        footer=frame.footer(screen, plan, rotation, now, told),
        over=_over(shown, news, now, is_away=is_away),
    )


def _age(shown: Shown, page: Page, number: int) -> tuple[str, str]:
    """Cut-off of the week; of a venue whose present period is shown, the moment of reading."""
    if page is Page.VENUES and shown.venues[number].is_live and not shown.late_hours:
        read = shown.read_at
        return say("wall.live"), fmt.moment(read)
    return say("ui.cut_off"), fmt.cut_off(shown.seen.period)


def _body(shown: Shown, screen: Screen, page: Page, number: int, colours: Palette) -> str:
    places = boxes(screen, page)
    made = {
        Page.OVERVIEW: _overview,
        Page.CHANGES: _changes,
        Page.VENUES: _venue,
        Page.BORDERS: _border,
        Page.RESPONSE: _response,
        Page.MATTERS: _matters,
    }[page](shown, screen, places, number, colours)
    if "far" in places:
        body = far.column(shown.per_colour, shown.alarms, shown.agenda, colours)
        made += panel("far", places["far"], body)
    return made


def _overview(
    shown: Shown, screen: Screen, places: dict[str, Box], number: int, colours: Palette
) -> str:
    seen = shown.seen
    span = fmt.span(seen.first_day, seen.period)
    four = pages.indicators(shown.comparison, span, colours)
    window = fit(
        cache.bounds(shown.data, seen.boundary_set, shown.prefix),
        round(places["map"].width),
        round(places["map"].height),
    )
    late = " ws-dim" if shown.late_hours else ""
    body = panel(f"reds{late}", places["left"], pages.reds(seen, colours))
    if "second" in places:
        body += panel("four", places["second"], four)
        listed = pages.change_list(seen, None, ROWS, colours)
        body += panel("list", places["right"], listed)
    else:
        body += panel("four", places["right"], four)
    return body + frame.key_row(screen, places["key"], window, pages.key(seen, colours))


def _changes(
    shown: Shown, screen: Screen, places: dict[str, Box], number: int, colours: Palette
) -> str:
    # On a wide screen the alarms stand in the column at the right on every page.
    line = "" if "far" in places else pages.alarm_line(shown.alarms)
    most = ROWS_BELOW_ALARMS if line else ROWS
    left = line + pages.change_list(shown.seen, number, most, colours)
    right = pages.spoken_of(shown.seen, number, colours)
    return panel("list", places["left"], left) + panel("about", places["right"], right)


def _venue(
    shown: Shown, screen: Screen, places: dict[str, Box], number: int, colours: Palette
) -> str:
    place = shown.venues[number]
    box = places["map"]
    west, south, east, north = place.found.discs()[-1].bounds
    window = fit((west, south, east, north), round(box.width), round(box.height))
    return (
        panel("around", places["left"], surroundings.venue(place.found))
        + panel(
            "handling", places["right"], surroundings.handling(place.found, is_live=place.is_live)
        )
        + frame.key_row(screen, places["key"], window, surroundings.venue_key())
    )


def _border(
    shown: Shown, screen: Screen, places: dict[str, Box], number: int, colours: Palette
) -> str:
    found = shown.borders[number]
    box = places["map"]
    bounds = [band.bounds for band in found.bands]
    west, south = min(one[0] for one in bounds), min(one[1] for one in bounds)
    east, north = max(one[2] for one in bounds), max(one[3] for one in bounds)
    window = fit((west, south, east, north), round(box.width), round(box.height))
    return (
        panel("border", places["left"], surroundings.border(found))
        + panel("along", places["right"], surroundings.along(found))
        + frame.key_row(screen, places["key"], window, surroundings.border_key(found))
    )


def _response(
    shown: Shown, screen: Screen, places: dict[str, Box], number: int, colours: Palette
) -> str:
    made = shown.circle
    assert made is not None  # the page is not in the plan without it
    box = places["map"]
    bounds = cache.bounds(shown.data, shown.seen.boundary_set, shown.prefix)
    window = fit(bounds, round(box.width), round(box.height))
    return (
        panel("reached", places["left"], surroundings.reached(made))
        + panel("uncovered", places["right"], surroundings.uncovered(made))
        + frame.key_row(screen, places["key"], window, surroundings.reach_key(made))
    )


def _matters(
    shown: Shown, screen: Screen, places: dict[str, Box], number: int, colours: Palette
) -> str:
    assert shown.agenda is not None  # the page is not in the plan without it
    body = pages.matters(shown.agenda, screen, places["whole"])
    return panel("matters", places["whole"], body)


def _over(shown: Shown, news: News | None, now: float, *, is_away: bool) -> str:
    """The database away, something new, data too old: one card at a time, the worst first."""
    if is_away:
        return frame.notice(say("wall.away"))
    if news is not None and not news.is_over(now):
        return _news(shown, news)
    if shown.late_hours:
        return frame.late_card(shown.late_hours, _due(shown))
    return ""


def _due(shown: Shown) -> str:
    """When the following period's data should have been in."""
    rule = shown.seen.policy.period
    closed = scoring.cut_off(rule.following(shown.seen.period), rule.time_zone)
    return fmt.moment((closed + dt.timedelta(hours=GRACE_HOURS)).astimezone(ZONE))


def _news(shown: Shown, news: News) -> str:
    assert shown.alarms is not None  # news come from a whole reading
    alarms = [shown.alarms.alarms[n] for n in news.alarms if n < len(shown.alarms.alarms)]
    names = dict(zip(shown.seen.grids["code"], shown.seen.grids["name"], strict=True))
    parts = []
    if alarms:
        parts.append(say("wall.news.alarms", count=len(alarms)))
    if news.reds:
        parts.append(say("wall.news.reds", count=len(news.reds)))
    lines = [
        say("wall.news.alarm", name=one.name, indicator=wording.indicator(one.indicator))
        for one in alarms
    ]
    lines += [say("wall.news.red", name=names.get(code, code)) for code in news.reds]
    note = ""
    if alarms:
        false = shown.alarms.q * len(alarms)
        note = say("wall.alarms_false", false=fmt.decimal(false))
    more = len(lines) - MOST_LINES
    if more > 0:
        note = say("wall.more", count=more) + note
    return frame.news_card(say("ui.comma").join(parts), lines[:MOST_LINES], note)
