"""周报前五章 Colours, indicators, grids, venues and borders of a weekly report."""

from __future__ import annotations

from collections.abc import Sequence

from reports.counting import Counter
from reports.document import (
    Block,
    CourseFigure,
    MapFigure,
    Panel,
    Paragraph,
    Run,
    Runs,
    Table,
    Tone,
    Value,
    plain,
)
from reports.telling import NAMED, among, chain, counted, head, note, sentence, table, worded
from reports.weekly_view import (
    Borders,
    IndicatorLine,
    KeyGrid,
    Move,
    Overview,
    SideLine,
    VenueLine,
    WeeklyView,
)
from words import say

MOST_MOVES = 40


# --- 一 -----------------------------------------------------------------------------------


def overview(view: WeeklyView, count: Counter) -> list[Block]:
    """Count per colour, changes, map."""
    seen = view.overview
    blocks: list[Block] = [*colour_sentences(seen)]
    blocks += [Paragraph(runs=(text,)) for text in seen.notes]
    blocks += [_colour_table(view, count), _map(view, count)]
    return blocks + _moves(seen.moves, count)


def colour_sentences(seen: Overview) -> list[Paragraph]:
    """How many grids carry each colour, and how many changed."""
    parts = [worded("report.of_colour", name=c.name, count=c.now) for c in seen.colours]
    states = [
        worded("report.of_state", name=name, count=number)
        for name, number in seen.states
        if number.number
    ]
    runs = worded("report.total", total=seen.total)
    runs = (*runs, *chain(parts, say("report.join")))
    if states:
        runs = (*runs, say("report.uncoloured"), *chain(states, say("report.join")))
    counts = Paragraph(runs=(*runs, say("report.stop")))
    if not seen.has_previous:
        return [counts, sentence("report.first_map")]
    moved = sentence(
        "report.moved",
        risen=seen.risen,
        fallen=seen.fallen,
        state=seen.state_changed,
        unchanged=seen.unchanged,
    )
    return [counts, moved]


def _colour_table(view: WeeklyView, count: Counter) -> Table:
    rows = [
        (line.name, line.word, line.now, line.before, _difference(line.now, line.before))
        for line in view.overview.colours
    ]
    heads = [
        (head("colour"), 0.2),
        (head("level"), 0.2),
        (head("now_grids"), 0.2),
        (head("before_grids"), 0.2),
        (head("difference"), 0.2),
    ]
    levels = tuple(line.level for line in view.overview.colours)
    return table(count, "colours", heads, rows, levels)


def _difference(now: Value, before: Value) -> Value:
    if now.number is None or before.number is None:
        return Value(text="—")
    size = int(now.number - before.number)
    sign = "+" if size > 0 else "\u2212" if size < 0 else ""
    return Value(text=f"{sign}{abs(size)}", number=float(size))


def _map(view: WeeklyView, count: Counter) -> MapFigure:
    parts = [
        worded("report.of_colour", name=line.name, count=line.now) for line in view.overview.colours
    ]
    place = view.masthead.organ
    colours = plain(chain(parts, say("report.join")))
    return MapFigure(
        number=count.figure(),
        caption=say("report.caption.map", place=place),
        alt=say("report.alt.map", place=place, colours=colours),
        view=view.picture,
        layers=view.layers,
    )


def _moves(moves: Sequence[Move], count: Counter) -> list[Block]:
    if not moves:
        return []
    shown = moves[:MOST_MOVES]
    rows = [(one.name, one.before, one.after, one.rule, one.reason) for one in shown]
    heads = [
        (head("grid"), 0.2),
        (head("before"), 0.13),
        (head("now"), 0.13),
        (head("rule"), 0.2),
        (head("reason"), 0.34),
    ]
    made = table(count, "moves", heads, rows, left=(4,))
    if len(moves) == len(shown):
        return [made]
    left = len(moves) - len(shown)
    return [made, note("report.more_moves", count=counted(left))]


# --- 二 -----------------------------------------------------------------------------------


def indicators(view: WeeklyView, count: Counter) -> list[Block]:
    """This week, last week, 环比, last year, 同比, the mean of 13."""
    blocks: list[Block] = [indicator_sentence(line) for line in view.indicators]
    blocks += [_areas(line) for line in view.indicators if line.areas]
    blocks += [Paragraph(runs=(line.note,)) for line in view.indicators if line.note]
    blocks += [
        indicator_table(view.indicators, count),
        Paragraph(runs=(view.compared,), tone=Tone.NOTE),
    ]
    return [*blocks, *_courses(view, count)]


def indicator_sentence(line: IndicatorLine) -> Paragraph:
    """Now, 环比 and 同比 with their bases, and the mean."""
    clauses = [
        worded("report.indicator", name=line.name, now=line.now, of=line.unit),
        _clause("previous", line.previous, line.before, line.unit),
        _clause("yearly", line.yearly, line.earlier, line.unit),
        worded("report.mean", mean=line.mean, of=line.unit),
    ]
    return Paragraph(runs=(*chain(clauses, say("ui.comma")), say("report.stop")))


def _clause(key: str, change: Value, base: Value, unit: str) -> Runs:
    """With the percentage where the base allows one, else the base alone."""
    if change.number is None:
        return worded(f"report.{key}_base", base=base, of=unit)
    return worded(f"report.{key}", change=change, base=base, of=unit)


def _areas(line: IndicatorLine) -> Paragraph:
    parts: list[Runs] = []
    for word, number, names in line.areas:
        if number.number:
            key = "report.area_count" if len(names) > NAMED else "report.area_named"
            parts.append(worded(key, word=word, count=number, names=among(names)))
    if line.areas_withheld.number:
        parts.append(worded("report.area_withheld", count=line.areas_withheld))
    runs = worded("report.by_area", name=line.name)
    return Paragraph(runs=(*runs, *chain(parts, say("ui.comma")), say("report.stop")))


def indicator_table(lines: Sequence[IndicatorLine], count: Counter) -> Table:
    """All indicators of a period side by side."""
    rows = [
        (
            say("report.with_unit", name=line.name, of=line.unit),
            line.now,
            line.before,
            _change_cell(line.previous),
            line.earlier,
            _change_cell(line.yearly),
            line.mean,
        )
        for line in lines
    ]
    names = ("indicator", "now", "before", "previous", "earlier", "yearly", "mean")
    shares = (0.21, 0.115, 0.115, 0.15, 0.13, 0.15, 0.13)
    heads = [(head(name), share) for name, share in zip(names, shares, strict=True)]
    return table(count, "indicators", heads, rows)


def _change_cell(change: Value) -> Run:
    is_counts = change.number is None and change.text != "—"
    return say("report.small_base") if is_counts else change


def _courses(view: WeeklyView, count: Counter) -> list[Block]:
    panels = tuple(
        Panel(title=line.name, labels=line.labels, values=line.course, mean=line.mean)
        for line in view.indicators
        if not line.is_amount
    )
    if not panels:
        return []
    caption = say("report.caption.courses", periods=len(panels[0].values))
    said = say("report.join").join(
        say("report.alt.course", name=panel.title, last=panel.values[-1], mean=panel.mean)
        for panel in panels
    )
    figure = CourseFigure(
        number=count.figure(),
        caption=caption,
        alt=say("report.alt.courses", caption=caption, said=said),
        panels=panels,
        mean_name=say("report.head.mean"),
    )
    return [figure]


# --- 三 -----------------------------------------------------------------------------------


def grids(view: WeeklyView, count: Counter) -> list[Block]:
    """The ten to look at first, with reasons and sample."""
    if not view.key_grids:
        return [sentence("report.no_grids")]
    number = len(view.key_grids)
    worst = [one for one in view.key_grids if one.level == view.key_grids[0].level]
    blocks: list[Block] = [
        sentence(
            "report.key_grids",
            count=counted(number),
            colour=view.key_grids[0].colour,
            worst=counted(len(worst)),
            total=view.overview.total,
        )
    ]
    wide = [(head("rank"), 0.08), (head("grid"), 0.17)]
    wide += [(head("colour_before"), 0.12), (head("reason"), 0.27)]
    wide += [(head("residents"), 0.09)]
    wide += [(name, 0.08) for name in view.key_columns]
    wide += [(head("confidence"), 0.09)]
    rows = [_key_row(one) for one in view.key_grids]
    levels = tuple(one.level for one in view.key_grids)
    blocks.append(table(count, "grids", wide, rows, levels, 2, left=(3,)))
    return [*blocks, note("report.note_grids", limit=view.limit)]


def _key_row(one: KeyGrid) -> list[Run | Runs]:
    colour = (
        say("report.colour_before", colour=one.colour, before=one.before)
        if one.before
        else one.colour
    )
    return [one.rank, one.name, colour, one.reason, one.residents, *one.counts, one.confidence]


# --- 四 -----------------------------------------------------------------------------------


def venues(view: WeeklyView, count: Counter) -> list[Block]:
    """Surroundings of the venues with the six themes."""
    if not view.venues:
        return [sentence("report.no_venues")]
    blocks: list[Block] = [_venue(one) for one in view.venues]
    if view.venues_left_out.number:
        blocks.append(sentence("report.more_venues", count=view.venues_left_out))
    themes = [name for name, _ in view.venues[0].themes]
    heads = [(head("venue"), 0.17), (head("events"), 0.085)]
    heads += [(name, 0.108) for name in themes]
    heads += [(head("open"), 0.095)]
    rows: list[list[Run | Runs]] = [
        [one.name, one.events, *(number for _, number in one.themes), one.open]
        for one in view.venues
    ]
    made = table(count, "venues", heads, rows)
    return [*blocks, made, note("report.note_withheld", limit=view.limit)]


def _venue(one: VenueLine) -> Paragraph:
    return sentence(
        "report.venue",
        name=one.name,
        radius=one.radius,
        grids=one.grids,
        residents=one.residents,
        events=one.events,
    )


# --- 五 -----------------------------------------------------------------------------------


def borders(view: WeeklyView, count: Counter) -> list[Block]:
    """The own side of every border, and the cases of several areas."""
    seen = view.borders
    if seen is None:
        return [sentence("report.no_borders")]
    neighbours = say("report.join").join(dict.fromkeys(one.neighbour for one in seen.sides))
    blocks: list[Block] = [
        sentence("report.borders", names=neighbours, width=seen.width),
        _cases(seen),
    ]
    heads = [
        (head("neighbour"), 0.26),
        (head("length"), 0.2),
        (head("what"), 0.24),
        (head("about"), 0.14),
        (head("per_km"), 0.16),
    ]
    blocks.append(table(count, "borders", heads, [_side(one) for one in seen.sides]))
    themes = [(name, 1 / len(seen.themes)) for name, _ in seen.themes]
    row = [number for _, number in seen.themes]
    blocks.append(table(count, "cases", themes, [row]))
    return [*blocks, note("report.note_coarse", limit=view.limit)]


def _cases(seen: Borders) -> Paragraph:
    """What may be told of the cases, each clause with its number."""
    parts = [worded("report.cases_total", total=seen.cases)]
    if seen.accepted.number is not None:
        parts.append(worded("report.cases_accepted", accepted=seen.accepted))
    if seen.closed.number is not None:
        parts.append(worded("report.cases_closed", closed=seen.closed))
    parts.append(worded("report.cases_late", late=seen.late, days=seen.late_days))
    return Paragraph(runs=(*chain(parts, say("ui.comma")), say("report.stop")))


def _side(one: SideLine) -> list[Run | Runs]:
    return [one.neighbour, one.length_km, one.what, one.events, one.per_km]
