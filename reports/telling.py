"""成文 From templates and values to paragraphs and tables, the same in every document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.counting import Counter
from reports.document import Block, Column, Paragraph, Run, Runs, Table, Tone, Value, composed
from words import say

NAMED = 5


def split(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """Sentences first, what they are drawn and tabled with after; the analyst stands between."""
    made = list(blocks)
    told = [one for one in made if isinstance(one, Paragraph) and one.tone is Tone.TOLD]
    return list(told), [one for one in made if one not in told]


def worded(key: str, /, **values: Run) -> Runs:
    """A template of the words with its places filled, the values kept as they are."""
    return composed(say(key), **values)


def sentence(key: str, /, **values: Run) -> Paragraph:
    """A paragraph from a template of the words."""
    return Paragraph(runs=worded(key, **values))


def note(key: str, /, **values: Run) -> Paragraph:
    """A small paragraph below a table."""
    return Paragraph(runs=worded(key, **values), tone=Tone.NOTE)


def counted(number: int) -> Value:
    """A count of things that are listed beside it."""
    return Value(text=str(number), number=float(number))


def chain(parts: Sequence[Runs], join: str) -> Runs:
    """Some runs one after the other with a text between."""
    runs: list[Run] = []
    for number, part in enumerate(parts):
        runs += [join, *part] if number else part
    return tuple(runs)


def among(names: Sequence[str], most: int = NAMED) -> str:
    """The first names, 等 where there are more."""
    shown = say("report.join").join(names[:most])
    return say("report.among", names=shown) if len(names) > most else shown


def table(
    count: Counter,
    key: str,
    heads: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Run | Runs]],
    colours: tuple[int, ...] = (),
    swatch: int = 0,
    left: Sequence[int] = (),
) -> Table:
    """A table with the next number.

    Args:
        count: gives the number.
        key: of its caption in the words.
        heads: title and share of the width of each column.
        rows: one run or several per cell.
        colours: level of each row's swatch.
        swatch: the column the swatches stand in.
        left: columns whose cells begin at the left; all others are centred.
    """
    whole = sum(share for _, share in heads)
    return Table(
        number=count.table(),
        caption=say(f"report.caption.{key}"),
        columns=tuple(
            Column(title=title, share=share / whole, align="left" if at in left else "center")
            for at, (title, share) in enumerate(heads)
        ),
        rows=tuple(tuple(_cell(cell) for cell in row) for row in rows),
        colours=colours,
        swatch=swatch,
    )


def _cell(cell: Run | Runs) -> Runs:
    return cell if isinstance(cell, tuple) else (cell,)


def head(key: str) -> str:
    """The head of a column."""
    return say(f"report.head.{key}")
