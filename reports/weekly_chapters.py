"""周报各章 What each chapter of a weekly report says: sentences, then tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.counting import Counter
from reports.document import (
    Block,
    Column,
    CourseFigure,
    MapFigure,
    Panel,
    Paragraph,
    Run,
    Runs,
    Table,
    Tone,
    Value,
    composed,
    plain,
)
from reports.weekly_view import (
    AlarmLine,
    HotLine,
    IndicatorLine,
    KeyGrid,
    MatterLine,
    Move,
    SideLine,
    VenueLine,
    WeeklyView,
)
from words import say

NAMED = 5
MOST_MOVES = 40
LEFT = "left"


def split(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """Sentences first, what they are drawn and tabled with after; the analyst stands between."""
    made = list(blocks)
    told = [one for one in made if isinstance(one, Paragraph) and one.tone is Tone.TOLD]
    return list(told), [one for one in made if one not in told]


def sentence(key: str, /, **values: Run) -> Paragraph:
    """A paragraph from a template of the words."""
    return Paragraph(runs=composed(say(key), **values))


def _note(key: str, /, **values: Run) -> Paragraph:
    return Paragraph(runs=composed(say(key), **values), tone=Tone.NOTE)


def _chain(parts: Sequence[Runs], join: str) -> Runs:
    runs: list[Run] = []
    for number, part in enumerate(parts):
        runs += [join, *part] if number else part
    return tuple(runs)


def _names(names: Sequence[str]) -> str:
    shown = say("report.join").join(names[:NAMED])
    return say("report.among", names=shown) if len(names) > NAMED else shown


def _table(
    count: Counter,
    key: str,
    heads: Sequence[tuple[str, float, str]],
    rows: Sequence[Sequence[Run | Runs]],
    colours: tuple[int, ...] = (),
) -> Table:
    cells = tuple(tuple(_cell(cell) for cell in row) for row in rows)
    columns = tuple(Column(title=title, share=share, align=align) for title, share, align in heads)
    return Table(
        number=count.table(),
        caption=say(f"report.caption.{key}"),
        columns=columns,
        rows=cells,
        colours=colours,
    )


def _cell(cell: Run | Runs) -> Runs:
    return cell if isinstance(cell, tuple) else (cell,)


def _head(key: str) -> str:
    return say(f"report.head.{key}")


# --- 一 -----------------------------------------------------------------------------------


def overview(view: WeeklyView, count: Counter) -> list[Block]:
    """Count per colour, changes, map."""
    seen = view.overview
    parts = [composed(say("report.of_colour"), name=c.name, count=c.now) for c in seen.colours]
    states = [
        composed(say("report.of_state"), name=name, count=number)
        for name, number in seen.states
        if number.number
    ]
    runs = composed(say("report.total"), total=seen.total)
    runs = (*runs, *_chain(parts, say("report.join")))
    if states:
        runs = (*runs, say("report.uncoloured"), *_chain(states, say("report.join")))
    blocks: list[Block] = [Paragraph(runs=(*runs, say("report.stop")))]
    if seen.has_previous:
        blocks.append(
            sentence(
                "report.moved",
                risen=seen.risen,
                fallen=seen.fallen,
                state=seen.state_changed,
                unchanged=seen.unchanged,
            )
        )
    else:
        blocks.append(sentence("report.first_map"))
    blocks += [Paragraph(runs=(text,)) for text in seen.notes]
    blocks += [_colour_table(view, count), _map(view, count)]
    return blocks + _moves(seen.moves, count)


def _colour_table(view: WeeklyView, count: Counter) -> Table:
    rows = [
        (line.name, line.word, line.now, line.before, _difference(line.now, line.before))
        for line in view.overview.colours
    ]
    heads = [
        (_head("colour"), 0.2, "center"),
        (_head("level"), 0.2, "center"),
        (_head("now_grids"), 0.2, "center"),
        (_head("before_grids"), 0.2, "center"),
        (_head("difference"), 0.2, "center"),
    ]
    levels = tuple(line.level for line in view.overview.colours)
    return _table(count, "colours", heads, rows, levels)


def _difference(now: Value, before: Value) -> Value:
    if now.number is None or before.number is None:
        return Value(text="—")
    size = int(now.number - before.number)
    sign = "+" if size > 0 else "\u2212" if size < 0 else ""
    return Value(text=f"{sign}{abs(size)}", number=float(size))


def _map(view: WeeklyView, count: Counter) -> MapFigure:
    parts = [
        composed(say("report.of_colour"), name=line.name, count=line.now)
        for line in view.overview.colours
    ]
    place = view.masthead.organ
    colours = plain(_chain(parts, say("report.join")))
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
        (_head("grid"), 0.2, "center"),
        (_head("before"), 0.13, "center"),
        (_head("now"), 0.13, "center"),
        (_head("rule"), 0.2, "center"),
        (_head("reason"), 0.34, LEFT),
    ]
    table = _table(count, "moves", heads, rows)
    if len(moves) == len(shown):
        return [table]
    left = len(moves) - len(shown)
    return [table, _note("report.more_moves", count=Value(text=str(left), number=float(left)))]


# --- 二 -----------------------------------------------------------------------------------


def indicators(view: WeeklyView, count: Counter) -> list[Block]:
    """This week, last week, 环比, last year, 同比, the mean of 13."""
    blocks: list[Block] = [_indicator(line) for line in view.indicators]
    blocks += [_areas(line) for line in view.indicators if line.areas]
    blocks += [Paragraph(runs=(line.note,)) for line in view.indicators if line.note]
    blocks += [_indicator_table(view, count), Paragraph(runs=(view.compared,), tone=Tone.NOTE)]
    return [*blocks, *_courses(view, count)]


def _indicator(line: IndicatorLine) -> Paragraph:
    clauses = [
        composed(say("report.indicator"), name=line.name, now=line.now, of=line.unit),
        _clause("previous", line.previous, line.before, line.unit),
        _clause("yearly", line.yearly, line.earlier, line.unit),
        composed(say("report.mean"), mean=line.mean, of=line.unit),
    ]
    return Paragraph(runs=(*_chain(clauses, say("ui.comma")), say("report.stop")))


def _clause(key: str, change: Value, base: Value, unit: str) -> Runs:
    """With the percentage where the base allows one, else the base alone."""
    if change.number is None:
        return composed(say(f"report.{key}_base"), base=base, of=unit)
    return composed(say(f"report.{key}"), change=change, base=base, of=unit)


def _areas(line: IndicatorLine) -> Paragraph:
    parts: list[Runs] = []
    for word, number, names in line.areas:
        if number.number:
            key = "report.area_count" if len(names) > NAMED else "report.area_named"
            parts.append(composed(say(key), word=word, count=number, names=_names(names)))
    if line.areas_withheld.number:
        parts.append(composed(say("report.area_withheld"), count=line.areas_withheld))
    runs = composed(say("report.by_area"), name=line.name)
    return Paragraph(runs=(*runs, *_chain(parts, say("ui.comma")), say("report.stop")))


def _indicator_table(view: WeeklyView, count: Counter) -> Table:
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
        for line in view.indicators
    ]
    names = ("indicator", "now", "before", "previous", "earlier", "yearly", "mean")
    shares = (0.24, 0.11, 0.11, 0.15, 0.12, 0.15, 0.12)
    heads = [(_head(name), share, "center") for name, share in zip(names, shares, strict=True)]
    return _table(count, "indicators", heads, rows)


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
            count=Value(text=str(number), number=float(number)),
            colour=view.key_grids[0].colour,
            worst=Value(text=str(len(worst)), number=float(len(worst))),
            total=view.overview.total,
        )
    ]
    wide = [(_head("rank"), 0.07, "center"), (_head("grid"), 0.19, "center")]
    wide += [(_head("colour_before"), 0.14, "center"), (_head("reason"), 0.25, LEFT)]
    wide += [(_head("residents"), 0.09, "center")]
    each = 0.14 / max(len(view.key_columns), 1)
    wide += [(name, each + 0.02, "center") for name in view.key_columns]
    wide += [(_head("confidence"), 0.12, "center")]
    rows = [_key_row(one) for one in view.key_grids]
    levels = tuple(one.level for one in view.key_grids)
    blocks.append(_table(count, "grids", wide, rows, levels))
    return [*blocks, _note("report.note_grids", limit=view.limit)]


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
    heads = [(_head("venue"), 0.22, "center"), (_head("events"), 0.1, "center")]
    heads += [(name, 0.1, "center") for name in themes]
    heads += [(_head("open"), 0.1, "center")]
    rows: list[list[Run | Runs]] = [
        [one.name, one.events, *(number for _, number in one.themes), one.open]
        for one in view.venues
    ]
    note = _note("report.note_withheld", limit=view.limit)
    return [*blocks, _table(count, "venues", heads, rows), note]


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
        sentence(
            "report.cases",
            total=seen.cases,
            accepted=seen.accepted,
            closed=seen.closed,
            late=seen.late,
            days=seen.late_days,
        ),
    ]
    heads = [
        (_head("neighbour"), 0.26, "center"),
        (_head("length"), 0.2, "center"),
        (_head("what"), 0.24, "center"),
        (_head("about"), 0.14, "center"),
        (_head("per_km"), 0.16, "center"),
    ]
    blocks.append(_table(count, "borders", heads, [_side(one) for one in seen.sides]))
    themes = [(name, 1 / len(seen.themes), "center") for name, _ in seen.themes]
    row = [number for _, number in seen.themes]
    blocks.append(_table(count, "cases", themes, [row]))
    return [*blocks, _note("report.note_coarse", limit=view.limit)]


def _side(one: SideLine) -> list[Run | Runs]:
    return [one.neighbour, one.length_km, one.what, one.events, one.per_km]


# --- 六 -----------------------------------------------------------------------------------


def matters(view: WeeklyView, count: Counter) -> list[Block]:
    """Matter, owner, due day, state, note."""
    if not view.matters:
        return [sentence("report.no_matters")]
    return [
        matter_sentence(view.meeting, view.matters),
        matter_table(count, "matters", view.matters),
    ]


def matter_sentence(meeting: str, lines: Sequence[MatterLine]) -> Paragraph:
    """How many, how many closed, how many late."""
    closed = sum(one.is_closed for one in lines)
    late = sum(one.is_overdue for one in lines)
    return sentence(
        "report.matters",
        meeting=meeting,
        total=_number(len(lines)),
        closed=_number(closed),
        open=_number(len(lines) - closed),
        late=_number(late),
    )


def _number(count: int) -> Value:
    return Value(text=str(count), number=float(count))


def matter_table(count: Counter, key: str, lines: Sequence[MatterLine]) -> Table:
    """Matters as a table; without notes where none has one."""
    has_notes = any(one.note for one in lines)
    heads = [
        (_head("rank"), 0.08, "center"),
        (_head("matter"), 0.27 if has_notes else 0.4, LEFT),
        (_head("owner"), 0.17, "center"),
        (_head("due"), 0.15, "center"),
        (_head("state"), 0.13 if has_notes else 0.2, "center"),
    ]
    heads += [(_head("note"), 0.2, LEFT)] if has_notes else []
    rows = [_matter(number, one, has_notes) for number, one in enumerate(lines, start=1)]
    return _table(count, key, heads, rows)


def _matter(number: int, one: MatterLine, has_notes: bool) -> list[Run | Runs]:
    title = say("report.matter_at", title=one.title, place=one.place)
    row: list[Run | Runs] = [_number(number), title, one.owner, one.due, one.state]
    return [*row, one.note or "—"] if has_notes else row


# --- 七 -----------------------------------------------------------------------------------


def risks(view: WeeklyView, count: Counter) -> list[Block]:
    """The area's level, hot spots in words, fresh clusters, alarms with the expected false."""
    blocks: list[Block] = []
    for line in view.hot:
        blocks.append(sentence("report.level", name=line.name, text=line.level))
        blocks += [Paragraph(runs=(text,)) for text in line.clusters]
    blocks += [_alarm(one) for one in view.alarms]
    if not view.hot:
        return [*blocks, sentence("report.no_hot")] if blocks else [sentence("report.no_hot")]
    return [*blocks, _hot_table(view.hot, count), _note("report.note_hot")]


def _alarm(one: AlarmLine) -> Paragraph:
    if not one.found.number:
        return sentence("report.no_alarm", name=one.name, tested=one.tested)
    return sentence(
        "report.alarm",
        name=one.name,
        tested=one.tested,
        found=one.found,
        false=one.false,
        grids=_names(one.grids),
    )


def _hot_table(lines: Sequence[HotLine], count: Counter) -> Table:
    words = [word for word, _, _ in lines[0].words]
    heads = [(_head("indicator"), 0.16, "center")]
    heads += [(word, 0.84 / len(words), "center") for word in words]
    rows: list[list[Run | Runs]] = [
        [line.name, *(_hot_cell(number, names) for _, number, names in line.words)]
        for line in lines
    ]
    return _table(count, "hot", heads, rows)


def _hot_cell(number: Value, names: Sequence[str]) -> Runs:
    if not names:
        return (number,)
    return composed(say("report.hot_cell"), count=number, names=_names(names[:3]))


# --- 八 -----------------------------------------------------------------------------------


def plan(view: WeeklyView, count: Counter) -> list[Block]:
    """What was planned, and what goes on by itself."""
    still = [one for one in view.matters if not one.is_closed]
    if not view.planned and not still:
        return [sentence("report.no_plan")]
    blocks: list[Block] = [
        sentence("report.plan", count=_number(len(view.planned)), carried=_number(len(still)))
    ]
    if view.planned:
        blocks.append(matter_table(count, "plan", view.planned))
    return blocks
