"""出口种类 Everything that can be exported, in one list: a new kind is one line here.

A maker takes an order that was let pass and gives its files by name; each withholds small counts
and writes its own row to the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from errors import RefusedError
from services import gisfiles, map_export, sheets, slide_decks, workbooks
from services.outgoing import Outgoing
from services.progress import Progress
from words import say

Files = Mapping[str, bytes]
Make = Callable[[Outgoing, Progress], Files]


class Shelf(StrEnum):
    """Under which heading a kind is offered."""

    PAPER = "paper"
    MAPS = "maps"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. ``code`` names its words (export.kind.<code>) and the option of the command line.

    ``ending`` is that of its one file; "" for a kind of several, which lie in a folder of their
    own. ``kb`` is its size in kilobytes without any grid, ``kb_per_grid`` what each adds.
    ``is_usual`` kinds are chosen when the page opens.
    """

    code: str
    shelf: Shelf
    ending: str
    make: Make
    kb: float
    kb_per_grid: float
    is_usual: bool = False

    @property
    def title(self) -> str:
        return say(f"export.kind.{self.code}.title")

    @property
    def note(self) -> str:
        """What it is for."""
        return say(f"export.kind.{self.code}.note")

    def bytes_for(self, grids: int) -> int:
        """About how large it will be."""
        return round(1000 * (self.kb + self.kb_per_grid * grids))


def _sheet(out: Outgoing, progress: Progress) -> Files:
    layers = (*sheets.LAYERS, *out.order.layers)
    order = sheets.Order(week=out.week, prefix=out.prefix, layers=layers, is_twin=out.order.is_twin)
    return {"": sheets.make(out.workspace, out.asker, order).body}


def _html(out: Outgoing, progress: Progress) -> Files:
    order = map_export.Order(
        week=out.week, prefix=out.prefix, layers=out.order.layers, is_twin=out.order.is_twin
    )
    return {"": map_export.make(out.workspace, out.asker, order).text.encode()}


def _pptx(out: Outgoing, progress: Progress) -> Files:
    return {"": slide_decks.make(out, progress)}


def _xlsx(out: Outgoing, progress: Progress) -> Files:
    return {"": workbooks.make(out)}


def _quiet(make: Callable[[Outgoing], Files]) -> Make:
    """A maker that is done before anybody could ask how far it is."""
    return lambda out, progress: make(out)


_P, _M, _D = Shelf.PAPER, Shelf.MAPS, Shelf.DATA
_PACKAGE = _quiet(gisfiles.geopackage)
_GEOJSON, _FGB, _SHP = map(_quiet, (gisfiles.geojson, gisfiles.flatgeobuf, gisfiles.shapefile))

# In the order in which they are offered, made and packed.
KINDS = (
    Kind(code="pptx", shelf=_P, ending="pptx", make=_pptx, kb=90, kb_per_grid=0.4),
    Kind(code="sheet", shelf=_M, ending="pdf", make=_sheet, kb=60, kb_per_grid=0.2, is_usual=True),
    Kind(code="html", shelf=_M, ending="html", make=_html, kb=250, kb_per_grid=0.8),
    Kind(code="xlsx", shelf=_D, ending="xlsx", make=_xlsx, kb=20, kb_per_grid=0.1, is_usual=True),
    Kind(code="gpkg", shelf=_D, ending="gpkg", make=_PACKAGE, kb=120, kb_per_grid=1.4),
    Kind(code="geojson", shelf=_D, ending="", make=_GEOJSON, kb=10, kb_per_grid=3.5),
    Kind(code="fgb", shelf=_D, ending="", make=_FGB, kb=10, kb_per_grid=1.3),
    Kind(code="shp", shelf=_D, ending="", make=_SHP, kb=10, kb_per_grid=1.7),
)
CODES = tuple(kind.code for kind in KINDS)


def kind(code: str) -> Kind:
    """The kind of this code.

    Raises:
        RefusedError: there is none.
    """
    found = next((one for one in KINDS if one.code == code), None)
    if found is None:
        raise RefusedError("export.no_kind", kind=code, known=" ".join(CODES))
    return found


def named(one: Kind, out: Outgoing, files: Files) -> dict[str, bytes]:
    """The files of a kind under the names they leave the house with.

    A file is called 义桥镇_2026-11-10_图幅.pdf; several files keep their names in such a folder.
    """
    stem = "_".join((out.place, out.week, one.title)).replace("/", "-").replace(" ", "")
    if one.ending:
        (body,) = files.values()
        return {f"{stem}.{one.ending}": body}
    return {f"{stem}/{name}": body for name, body in files.items()}
