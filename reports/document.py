"""公文 A document as plain values: masthead, chapters, paragraphs, tables, figures.

Writers (Word, PDF, slides) draw it; they add no word and no number of their own. Every number is
a :class:`Value`: what is printed beside what it says, so that a test can compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from layers.drawn import Drawn
from layers.map_view import MapView

# Chinese print sets no space between a character and a figure.
_GAP = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[0-9A-Za-z\u2212+\uff08])"
    r"|(?<=[0-9A-Za-z%]) (?=[\u4e00-\u9fff\uff00-\uffef])"
)
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """数 A number as it is printed; ``number`` is None where it is unknown or withheld."""

    text: str
    number: float | None = None

    def __str__(self) -> str:
        return self.text


Run = str | Value
Runs = tuple[Run, ...]


def _tight(runs: Runs) -> Runs:
    """The same runs printed tight, also where one meets the next."""
    gaps = {found.start() for found in _GAP.finditer(plain(runs))}
    made: list[Run] = []
    at = 0
    for run in runs:
        text = "".join(sign for n, sign in enumerate(str(run), start=at) if n not in gaps)
        made.append(replace(run, text=text) if isinstance(run, Value) else text)
        at += len(str(run))
    return tuple(made)


class Tone(StrEnum):
    """语气 Whose words a paragraph holds: the product's, the analyst's, or a note below a table."""

    TOLD = "told"
    WRITTEN = "written"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """标题 A heading inside a chapter; ``level`` 2 is （一）, 3 is 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """段 One paragraph."""

    runs: Runs
    tone: Tone = Tone.TOLD

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", _tight(self.runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """列 Head of a column, its share of the table's width, and how its cells stand."""

    title: str
    share: float
    align: str = "center"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """表 A table with its number, caption and head row.

    ``colours`` names the five-colour level (1 to 5) of each row's swatch, () where no row has
    one; ``swatch`` is the column it stands in.
    """

    number: int
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    colours: tuple[int, ...] = ()
    swatch: int = 0

    def __post_init__(self) -> None:
        cells = tuple(tuple(_tight(cell) for cell in row) for row in self.rows)
        object.__setattr__(self, "rows", cells)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapFigure:
    """图（地图） The layers of a map as a backend draws them."""

    number: int
    caption: str
    alt: str
    view: MapView
    layers: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """小图 One course: a bar per period, oldest first, the mean of those before the last one."""

    title: str
    labels: tuple[str, ...]
    values: tuple[Value, ...]
    mean: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFigure:
    """图（走势） Courses side by side."""

    number: int
    caption: str
    alt: str
    panels: tuple[Panel, ...]
    mean_name: str


Block = Heading | Paragraph | Table | MapFigure | CourseFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """章 A chapter; ``key`` is the same in every document of its kind, ``title`` "" for none."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """版头 What stands above the text, all ready to print.

    Attributes:
        sign: the red line of large characters (发文机关标志).
        issue: 2026年第46期.
        organ: who issues it.
        day: the day it was made.
        title: of the document.
        span: days it covers.
        facts: label and text: cut-off, time made, rule, snapshot, method.
        demo: mark of synthetic data, "" for real data.
        notice: what may be done with its map (内部工作用图).
        foot: lines after the text, e.g. who was there.
    """

    sign: str
    issue: str
    organ: str
    day: str
    title: str
    span: str
    facts: tuple[tuple[str, str], ...]
    demo: str
    notice: str
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """文件 A whole document. ``made_at`` (epoch seconds) is the snapshot's time: the only one."""

    kind: str
    made_at: int
    snapshot: str
    policy: str
    masthead: Masthead
    chapters: tuple[Chapter, ...]
    keywords: tuple[str, ...] = field(default=())

    def blocks(self) -> Iterator[Block]:
        """All blocks in order."""
        for chapter in self.chapters:
            yield from chapter.blocks

    def values(self) -> Iterator[Value]:
        """Every number the document prints, in order of reading; of a course the last one."""
        for block in self.blocks():
            yield from _values(block)


def _values(block: Block) -> Iterator[Value]:
    if isinstance(block, Paragraph):
        yield from (run for run in block.runs if isinstance(run, Value))
    elif isinstance(block, Table):
        for row in block.rows:
            yield from (run for cell in row for run in cell if isinstance(run, Value))
    elif isinstance(block, CourseFigure):
        for panel in block.panels:
            yield from (*panel.values[-1:], panel.mean)


def composed(template: str, /, **values: Run) -> Runs:
    """A template with ``{name}`` places as runs, the values kept as they are.

    Raises:
        KeyError: a place without a value.
    """
    runs: list[Run] = []
    at = 0
    for found in _PLACE.finditer(template):
        runs += [template[at : found.start()], values[found.group(1)]]
        at = found.end()
    return tuple(run for run in (*runs, template[at:]) if run != "")


def tight(text: str) -> str:
    """Without the spaces that a screen sets between Chinese characters and figures."""
    return _GAP.sub("", text)


def plain(runs: Runs) -> str:
    """The text of some runs."""
    return "".join(str(run) for run in runs)
