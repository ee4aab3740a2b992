"""The sheet around the content (图签): header, page title, cards, figures, tables, progress."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from views.components.icons import brand, icon
from views.components.markup import esc
from words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """图签 What every screen says about its own age; all texts are ready to print.

    ``cut_off`` and ``rule`` are empty on a folder without data or rules. ``run`` is the words of
    the run status with its revision, ``refreshed`` when the server last calculated,
    ``demo_time`` the clock of the demo. ``is_stale`` inverts the cut-off. ``mark`` is what stands
    before all: 不可用于决策.
    """

    place: str
    cut_off: str = ""
    run: str = ""
    rule: str = ""
    refreshed: str = ""
    person: str = ""
    demo_time: str = ""
    is_demo: bool = False
    is_stale: bool = False
    mark: str = ""


def demo_tag(demo_time: str = "") -> str:
    """演示数据, framed, with the clock of the demo world where it stands still."""
    words = say("ui.demo")
    if demo_time:
        words = f"{words} {say('ui.demo_time', time=demo_time)}"
    return f'<span class="ws-demo">{esc(words)}</span>'


def title_block(block: TitleBlock) -> str:
    """Brand at the left, age at the right, over the ink bar that carries the navigation."""
    if block.cut_off:
        stale = " ws-stale" if block.is_stale else ""
        age = f"{esc(say('ui.cut_off'))} <b>{esc(block.cut_off)}</b>"
        parts = [f'<span class="ws-age{stale}">{age}</span>']
    else:
        parts = [f"<span>{esc(say('ui.no_data_yet'))}</span>"]
    if block.mark:
        parts.insert(0, f'<span class="ws-stale" role="alert"><b>{esc(block.mark)}</b></span>')
    parts += [f"<span>{esc(item)}</span>" for item in (block.run, block.refreshed) if item]
    parts.append(f"<span>{esc(block.rule or say('ui.no_rule_yet'))}</span>")
    if block.is_demo:
        # The mark needs the room of the demo's clock.
        parts.append(demo_tag("" if block.mark else block.demo_time))
    if block.person:
        leave = say("ui.sign_out")
        parts.append(
            f'<a class="ws-person" href="/sign-out" target="_self" title="{esc(leave)}">'
            f"{icon('person')}{esc(block.person)}</a>"
        )
    return (
        f'<div class="ws-sheet">{brand(block.place)}'
        f'<div class="ws-block">{"".join(parts)}</div></div>'
    )


def page_title(title: str, note: str = "", aside: str = "") -> str:
    """Title of a page with a note below it; ``aside`` is ready HTML at the right."""
    below = f'<p class="ws-note">{esc(note)}</p>' if note else ""
    return f'<div class="ws-title"><div><h1>{esc(title)}</h1>{below}</div><div>{aside}</div></div>'


def block_title(title: str, aside: str = "", control: str = "") -> str:
    """Title of a card or panel with a small note at the right; ``control`` is ready HTML."""
    note = f'<span class="ws-note">{esc(aside)}</span>' if aside else ""
    return f'<div class="ws-head"><h3>{esc(title)}</h3>{note}{control}</div>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns, label and value, a hairline between rows (到数, 断开, 找谁)."""
    body = "".join(f"<dt>{esc(name)}</dt><dd>{esc(value)}</dd>" for name, value in rows)
    return f'<dl class="ws-facts">{body}</dl>'


def sums(figures: Sequence[tuple[str, str]]) -> str:
    """Two or three large figures that add up to the file: (figure, words). Edge says the kind."""
    kinds = ("solid", "dashed", "hatched")
    body = "".join(
        f'<div class="ws-sum ws-{kind}"><b>{esc(figure)}</b><span>{esc(words)}</span></div>'
        for (figure, words), kind in zip(figures, kinds, strict=False)
    )
    return f'<div class="ws-sums">{body}</div>'


def figures(items: Iterable[tuple[str, str, str]]) -> str:
    """指标 Name, value with unit, and the comparison in words, side by side."""
    body = "".join(
        f'<div class="ws-figure"><span>{esc(name)}</span><b>{esc(value)}</b>'
        f'<span class="ws-note">{esc(note)}</span></div>'
        for name, value, note in items
    )
    return f'<div class="ws-figures">{body}</div>'


def stages(names: Sequence[str], current: int) -> str:
    """步骤 Steps of a task, done ones ticked, the current one solid (from 0)."""
    body = ""
    for k, name in enumerate(names):
        kind = "done" if k < current else "now" if k == current else "next"
        sign = "✓" if k < current else str(k + 1)
        step = ' aria-current="step"' if k == current else ""
        body += f'<li class="ws-{kind}"{step}><i>{sign}</i>{esc(name)}</li>'
    return f'<ol class="ws-stages">{body}</ol>'


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[int] = (),
    *,
    is_dense: bool = False,
) -> str:
    """A plain table of texts.

    Args:
        heads: column titles.
        rows: cell texts, escaped here.
        right: columns (from 0) set flush right, for figures.
        is_dense: little room beside the cells, for many narrow columns of signs.
    """
    kind = "ws-table ws-dense" if is_dense else "ws-table"
    marks = [' class="ws-r"' if k in right else "" for k in range(len(heads))]
    top = "".join(
        f'<th scope="col"{mark}>{esc(h)}</th>' for h, mark in zip(heads, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{m}>{esc(cell)}</td>" for cell, m in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="ws-scroll"><table class="{kind}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def faults(rows: Iterable[Sequence[str]]) -> str:
    """错误 Rows of (row, column, written value, reason, remedy); the value in a grey box."""
    heads = [say(f"ui.faults.{name}") for name in ("row", "column", "value", "reason", "remedy")]
    top = "".join(f'<th scope="col">{esc(head)}</th>' for head in heads)
    body = ""
    for place, column, value, reason, remedy in rows:
        body += (
            f'<tr><td class="ws-r">{esc(place)}</td><td>{esc(column)}</td>'
            f"<td><code>{esc(value)}</code></td><td>{esc(reason)}</td>"
            f"<td><b>{esc(remedy)}</b></td></tr>"
        )
    return (
        f'<div class="ws-scroll"><table class="ws-table ws-faults"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def progress(done: int, total: int, words: str) -> str:
    """进度 A flat bar with what is being done; a total of 0 shows the words only."""
    share = min(max(done / total, 0), 1) if total else 0
    count = f"{done} / {total}" if total else ""
    return (
        f'<div class="ws-progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{share * 100:.0f}" aria-label="{esc(words)}"><div>'
        f"<span>{esc(words)}</span><span>{esc(count)}</span></div>"
        f'<i><b style="width:{share * 100:.1f}%"></b></i></div>'
    )
