"""时段 Hour by weekday as a table of buttons in steps of ink; Monday is the first row."""

from __future__ import annotations

import numpy as np

from layers import amounts
from services.event_analysis import DAYS, HOURS, Analysis
from views.components import format as fmt
from views.components.markup import esc
from views.components.sheet import block_title
from views.event_parts.filters import hours, weekday
from words import say

# On these steps a figure is written in the panel's white.
DARK = 4


def _is_chosen(made: Analysis, day: int, hour: int) -> bool:
    """Whether the filter's own weekday and hours hold this cell."""
    chosen = made.chosen
    if chosen.weekday is not None and chosen.weekday != day:
        return False
    if chosen.hours is None:
        return True
    first, last = chosen.hours
    return first <= hour <= last if first <= last else hour >= first or hour <= last


def _cell(made: Analysis, day: int, hour: int, step: int, *, is_filtered: bool) -> str:
    value = float(made.matrix[day, hour])
    is_known = value == value
    shown = fmt.whole(value) if is_known and value else ""
    count = fmt.whole(value) if is_known else say("events.few")
    told = say("events.cell", day=weekday(day), hours=hours((hour, hour)), count=count)
    kind = f"ws-step{step}" if is_known else "ws-few"
    if is_filtered:
        kind += " ws-on" if _is_chosen(made, day, hour) else " ws-off"
    pressed = str(is_filtered and _is_chosen(made, day, hour)).lower()
    tag = "button" if made.is_exact else "span"
    act = f'type="button" data-do="cell" value="{day}-{hour}" aria-pressed="{pressed}"'
    given = act if made.is_exact else 'role="img"'
    return (
        f'<td><{tag} {given} class="ws-cell {kind}" title="{esc(told)}" '
        f'aria-label="{esc(told)}">{esc(shown)}</{tag}></td>'
    )


def matrix(made: Analysis) -> str:
    """The table with its key; a cell of the filter is ringed, the others are pale."""
    known = made.matrix[np.isfinite(made.matrix)]
    steps = amounts.ladder(known)
    is_filtered = made.chosen.weekday is not None or made.chosen.hours is not None
    heads = "".join(f'<th scope="col">{hour}</th>' for hour in range(HOURS))
    body = ""
    for day in range(DAYS):
        cells = "".join(
            _cell(
                made,
                day,
                hour,
                int(np.searchsorted(steps, made.matrix[day, hour], side="right")),
                is_filtered=is_filtered,
            )
            for hour in range(HOURS)
        )
        body += f'<tr><th scope="row">{esc(weekday(day))}</th>{cells}</tr>'
    title = block_title(say("events.matrix"), say("events.matrix_note"))
    return (
        f'{title}<table class="ws-matrix"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{key(steps, has_few=not made.is_exact)}"
    )


def key(steps: tuple[int, ...], *, has_few: bool = False) -> str:
    """What each step of ink stands for."""
    rows = [("ws-step0", "0")]
    for number, least in enumerate(steps, 1):
        most = steps[number] - 1 if number < len(steps) else None
        one = f"{least}" if most == least else f"{least}—{most}"
        text = say("events.from", least=fmt.whole(least)) if most is None else one
        rows.append((f"ws-step{number}", text))
    if has_few:
        rows.append(("ws-few", say("events.few")))
    body = "".join(f'<span><i class="{kind}"></i>{esc(text)}</span>' for kind, text in rows)
    return f'<p class="ws-steps-key">{body}</p>'
