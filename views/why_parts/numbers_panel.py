"""The numbers behind the sentences, for whoever wants to check them."""

from __future__ import annotations

from services.situation import Situation
from services.why import Numbers, Why
from views.components import format as fmt
from views.components.sheet import block_title, facts, table
from words import say

COLUMNS = ("indicator", "points", "z", "theta", "n", "count", "expected", "weight")


def _exact(value: float) -> str:
    """Two decimals; missing is —."""
    return fmt.NONE if value != value else f"{value:.2f}".replace("-", fmt.MINUS)


def _change(numbers: Numbers) -> str:
    known = [value for _, value in numbers.parts if value == value]
    if not known:
        return ""
    rows = [(name, _exact(value)) for name, value in numbers.parts]
    rows.append((say("why.numbers.changed"), _exact(sum(known))))
    return block_title(say("why.numbers.parts")) + facts(rows)


def numbers_panel(made: Why, seen: Situation) -> str:
    """Tables of the indicators, of the change since the last map, and what names the result."""
    row, numbers = made.grid, made.numbers
    about = [
        (say("why.numbers.policy"), seen.policy.hash),
        (say("why.numbers.snapshot"), seen.snapshot),
    ]
    if numbers is None:
        return facts(about)
    heads = [say(f"why.numbers.{name}") for name in COLUMNS]
    rows = [(one[0], *[_exact(value) for value in one[1:]]) for one in numbers.rows]
    body = block_title(say("why.numbers.indicators"))
    body += table(heads, rows, right=tuple(range(1, len(heads))))
    body += _change(numbers)
    chances = "  ".join(fmt.percent(value) for value in numbers.p)
    own = [
        (say("why.numbers.index"), _exact(row.index)),
        (say("why.numbers.reference"), _exact(row.reference)),
        (say("why.numbers.p"), chances or fmt.NONE),
        (say("why.numbers.cost"), numbers.weight or fmt.NONE),
    ]
    note = f'<p class="ws-note">{say("why.numbers.assumed")}</p>'
    return body + facts([*own, *about]) + note
