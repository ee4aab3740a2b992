"""比规则 What another rule does, in figures and lists: ready HTML from an effect."""

from __future__ import annotations

from collections.abc import Iterable

from layers.theme import Palette
from policy import Policy
from services.rule_book import differences
from services.rule_effect import Effect, Week
from views.components import format as fmt
from views.components.chips import chip
from views.components.markup import esc
from views.components.sheet import block_title, figures, table
from vocab import PeriodRule, State
from words import say


def headline(found: Effect) -> str:
    """How many grids change colour, how many each way, and who lives there."""
    pair, total = found.pair, len(found.now.grids)
    share = fmt.percent(len(pair.changed) / total if total else None)
    note = say("rules.compare.changed_note", total=fmt.whole(total), share=share)
    items = [
        (say("rules.compare.changed"), fmt.whole(len(pair.changed)), note),
        (say("rules.compare.risen"), fmt.whole(pair.risen), ""),
        (say("rules.compare.fallen"), fmt.whole(pair.fallen), ""),
    ]
    if pair.other:
        items.append((say("rules.compare.other"), fmt.whole(pair.other), ""))
    items.append((say("rules.compare.residents"), fmt.whole(pair.residents), ""))
    return figures(items)


def what_differs(old: Policy, new: Policy) -> str:
    """The decided numbers of two rules, where they differ."""
    rows = differences(old, new)
    title = block_title(say("rules.differs.title"))
    if not rows:
        return title + f'<p class="ws-note">{esc(say("rules.differs.nothing"))}</p>'
    heads = [say(f"rules.differs.{head}") for head in ("what", "old", "new")]
    return title + table(heads, rows)


def _chip(level: int, state: str, colours: Palette) -> str:
    return chip(level, State(state), colours)


def moves(found: Effect, colours: Palette) -> str:
    """From which colour to which, the largest group first."""
    title = block_title(say("rules.compare.moves"))
    groups = found.pair.changed.groupby(["then_level", "then_state", "level", "state"]).size()
    rows = sorted(groups.items(), key=lambda item: -item[1])
    most = rows[0][1] if rows else 1
    body = "".join(
        f"<span>{_chip(int(a), a_state, colours)}→ {_chip(int(b), b_state, colours)}</span>"
        f'<i style="width:{100 * count / most:.1f}%"></i>'
        f"<b>{esc(say('rules.compare.count', count=fmt.whole(count)))}</b>"
        for (a, a_state, b, b_state), count in rows
    )
    return title + f'<div class="ws-rules-moves">{body}</div>'


def grid_list(found: Effect, colours: Palette, most: int) -> str:
    """The grids that change colour, the heaviest under the proposed rule first."""
    changed = found.pair.changed
    note = say("rules.compare.list_note", count=fmt.whole(len(changed)))
    heads = ("grid", "village", "from", "to", "people")
    top = "".join(f'<th scope="col">{esc(say(f"rules.compare.{head}"))}</th>' for head in heads)
    body = "".join(
        f"<tr><td>{esc(row.name)}</td><td>{esc(row.village)}</td>"
        f"<td>{_chip(row.then_level, row.then_state, colours)}</td>"
        f"<td>{_chip(row.level, row.state, colours)}</td>"
        f'<td class="ws-r">{fmt.whole(row.residents)}</td></tr>'
        for row in changed.head(most).itertuples(index=False)
    )
    return (
        block_title(say("rules.compare.list"), note)
        + f'<div class="ws-scroll"><table class="ws-table"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def weeks(rows: Iterable[Week], rule: PeriodRule) -> str:
    """How often colours change under each rule, period by period, and in all."""
    known = list(rows)
    if not known:
        return block_title(say("rules.compare.weeks", count=0)) + (
            f'<p class="ws-note">{esc(say("rules.compare.no_weeks"))}</p>'
        )
    heads = ("period", "moved", "other_moved", "reds", "other_reds")
    body = [
        (
            fmt.period_name(rule, week.period),
            fmt.whole(week.moved),
            fmt.whole(week.other_moved),
            fmt.whole(week.reds),
            fmt.whole(week.other_reds),
        )
        for week in known
    ]
    total = (
        say("rules.compare.total"),
        fmt.whole(sum(week.moved for week in known)),
        fmt.whole(sum(week.other_moved for week in known)),
        "",
        "",
    )
    title = block_title(
        say("rules.compare.weeks", count=len(known)), say("rules.compare.weeks_note")
    )
    names = [say(f"rules.compare.{head}") for head in heads]
    return title + table(names, [*body, total], right=(1, 2, 3, 4))
