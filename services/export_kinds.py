"""出口种类 Everything that can be exported, in one list: a new kind is one line here.

A maker takes an order that was let pass and gives its files by name; each withholds small counts
and writes its own row to the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from errors import RefusedError
from reports import pdf_file
from reports.document import Document
from services import (
    atlases,
    change_maps,
    gisfiles,
    grid_cards,
    map_export,
    multiples,
    outgoing,
    reporting,
    sheets,
    slide_decks,
    workbooks,
)
from services.outgoing import Outgoing
from services.progress import Progress
from words import say

PDF, PNG = "pdf", "png"
# Chosen when the page opens.
USUAL = ("weekly", "sheet", "xlsx")
Files = Mapping[str, bytes]
Make = Callable[[Outgoing, Progress], Files]
Picture = Callable[[Outgoing], bytes]


class Shelf(StrEnum):
    """Under which heading a kind is offered."""

    PAPER = "paper"
    MAPS = "maps"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. ``code`` names its words (export.kind.<code>) and the option of the command line.

    ``endings`` are those of its files, by which its maker names them; () for a kind of many files,
    which keep their names in a folder of their own. ``kb`` is its size in kilobytes without any
    grid, ``kb_per_grid`` what each adds. ``is_usual`` kinds are chosen when the page opens.
    ``picture`` makes the first page as PNG, where a kind has pages.
    """

    code: str
    shelf: Shelf
    endings: tuple[str, ...]
    make: Make
    kb: float
    kb_per_grid: float
    is_usual: bool = False
    picture: Picture | None = None

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
    return {PDF: sheets.make(out.workspace, out.asker, order).body}


def _html(out: Outgoing, progress: Progress) -> Files:
    order = map_export.Order(
        week=out.week, prefix=out.prefix, layers=out.order.layers, is_twin=out.order.is_twin
    )
    return {"html": map_export.make(out.workspace, out.asker, order).text.encode()}


def _weekly(out: Outgoing, progress: Progress) -> Files:
    return _written(out, "weekly", reporting.weekly_of(out, progress))


def _minutes(out: Outgoing, progress: Progress) -> Files:
    return _written(out, "minutes", reporting.minutes_of(out, progress))


def _written(out: Outgoing, what: str, document: Document) -> Files:
    """A document as every kind of file it can be, gathered once."""
    kinds = reporting.KINDS
    files = {kind: reporting.write(document, kind, out.workspace) for kind in kinds}
    outgoing.record(out, f"{what} {' '.join(kinds)}", len(out.seen.grids))
    return files


def _pptx(out: Outgoing, progress: Progress) -> Files:
    return {"pptx": slide_decks.make(out, progress)}


def _atlas(out: Outgoing, progress: Progress) -> Files:
    order = atlases.Order(week=out.week, prefix=out.prefix, is_twin=out.order.is_twin)
    return {PDF: atlases.make(out.workspace, out.asker, order, progress).body}


def _cards(out: Outgoing, progress: Progress) -> Files:
    order = grid_cards.Order(week=out.week, prefix=out.prefix, is_twin=out.order.is_twin)
    return {PDF: grid_cards.make(out.workspace, out.asker, order, progress).body}


def _multiples(out: Outgoing, progress: Progress) -> Files:
    order = multiples.Order(week=out.week, prefix=out.prefix, is_twin=out.order.is_twin)
    return {PDF: multiples.make(out.workspace, out.asker, order).body}


def _changes(out: Outgoing, progress: Progress) -> Files:
    order = change_maps.Order(week=out.week, prefix=out.prefix, is_twin=out.order.is_twin)
    return {PDF: change_maps.make(out.workspace, out.asker, order).body}


def _xlsx(out: Outgoing, progress: Progress) -> Files:
    return {"xlsx": workbooks.make(out)}


def _gpkg(out: Outgoing, progress: Progress) -> Files:
    return {"gpkg": gisfiles.geopackage(out)}


# -- first pages --------------------------------------------------------------------------


def _first_page(gather: Callable[[Outgoing], Document]) -> Picture:
    def picture(out: Outgoing) -> bytes:
        return pdf_file.first_page(gather(out), reporting.faces(out.workspace))

    return picture


def _sheet_picture(out: Outgoing) -> bytes:
    layers = (*sheets.LAYERS, *out.order.layers)
    order = sheets.Order(
        week=out.week, prefix=out.prefix, layers=layers, kind=PNG, is_twin=out.order.is_twin
    )
    return sheets.make(out.workspace, out.asker, order).body


def _changes_picture(out: Outgoing) -> bytes:
    twin = out.order.is_twin
    order = change_maps.Order(week=out.week, prefix=out.prefix, kind=PNG, is_twin=twin)
    return change_maps.make(out.workspace, out.asker, order).body


def _multiples_picture(out: Outgoing) -> bytes:
    twin = out.order.is_twin
    order = multiples.Order(week=out.week, prefix=out.prefix, kind=PNG, is_twin=twin)
    return multiples.make(out.workspace, out.asker, order).body


PICTURES: Mapping[str, Picture] = {
    "weekly": _first_page(reporting.weekly_of),
    "minutes": _first_page(reporting.minutes_of),
    "sheet": _sheet_picture,
    "changes": _changes_picture,
    "multiples": _multiples_picture,
}


# -- the list -----------------------------------------------------------------------------


def _quiet(make: Callable[[Outgoing], Files]) -> Make:
    """A maker that is done before anybody could ask how far it is."""
    return lambda out, progress: make(out)


_P, _M, _D = Shelf.PAPER, Shelf.MAPS, Shelf.DATA
_GEOJSON, _FGB, _SHP = map(_quiet, (gisfiles.geojson, gisfiles.flatgeobuf, gisfiles.shapefile))


def _kind(code: str, shelf: Shelf, ends: str, make: Make, kb: float, each: float) -> Kind:
    return Kind(
        code=code,
        shelf=shelf,
        endings=tuple(ends.split()),
        make=make,
        kb=kb,
        kb_per_grid=each,
        is_usual=code in USUAL,
        picture=PICTURES.get(code),
    )


# In the order in which they are offered, made and packed.
KINDS = (
    _kind("weekly", _P, "docx pdf", _weekly, 500, 1.2),
    _kind("minutes", _P, "docx pdf", _minutes, 160, 0.0),
    _kind("pptx", _P, "pptx", _pptx, 90, 0.4),
    _kind("sheet", _M, PDF, _sheet, 60, 0.3),
    _kind("changes", _M, PDF, _changes, 60, 0.4),
    _kind("multiples", _M, PDF, _multiples, 60, 1.1),
    _kind("atlas", _M, PDF, _atlas, 60, 2.4),
    _kind("cards", _M, PDF, _cards, 60, 27.0),
    _kind("html", _M, "html", _html, 250, 1.0),
    _kind("xlsx", _D, "xlsx", _xlsx, 20, 0.1),
    _kind("gpkg", _D, "gpkg", _gpkg, 120, 1.4),
    _kind("geojson", _D, "", _GEOJSON, 10, 3.5),
    _kind("fgb", _D, "", _FGB, 10, 1.3),
    _kind("shp", _D, "", _SHP, 10, 1.7),
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
    if one.endings:
        return {f"{stem}.{ending}": body for ending, body in files.items()}
    return {f"{stem}/{name}": body for name, body in files.items()}
