"""PDF A document as PDF/A-2b with tags, bookmarks, vector maps and embedded faces (Typst)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typst

from layers.backends.sheet import fonts
from layers.theme import palette
from reports import official, plates
from reports.document import (
    Block,
    CourseFigure,
    Document,
    Heading,
    MapFigure,
    Paragraph,
    Table,
    plain,
    tight,
)
from reports.pdf_page import PAGES
from words import say

# Archiving (ISO 19005-2) and reading aloud (ISO 14289-1).
STANDARDS = ("a-2b", "ua-1")
_compile: Callable[..., Any] = typst.compile


def write(document: Document, faces: Sequence[Path] = ()) -> bytes:
    """The document as PDF; equal documents give equal bytes.

    Args:
        document: what it says.
        faces: folders of licensed faces (仿宋, 小标宋, 楷体, 黑体); where one is missing the
            shipped face is set in its place.
    """
    made = _compile(
        _sources(document),
        font_paths=[fonts(), *faces],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=list(STANDARDS),
        timestamp=document.made_at,
    )
    return bytes(made)


def first_page(document: Document, faces: Sequence[Path] = (), *, dpi: float = 110.0) -> bytes:
    """The first page as a PNG picture, to be looked at before the file is made."""
    made = _compile(
        _sources(document),
        font_paths=[fonts(), *faces],
        ignore_system_fonts=True,
        format="png",
        ppi=dpi,
        timestamp=document.made_at,
    )
    return bytes(made[0] if isinstance(made, list) else made)


def _sources(document: Document) -> dict[str, bytes]:
    files = {"main.typ": (plates.FIGURES + PAGES).encode()}
    pages = _pages(document, files)
    files["document.json"] = json.dumps(pages, ensure_ascii=False).encode()
    return files


def _pages(document: Document, files: dict[str, bytes]) -> dict[str, Any]:
    mast = document.masthead
    return {
        "official": _official(),
        "fills": list(palette().fills),
        "title": mast.title,
        "organ": mast.organ,
        "keywords": list(document.keywords),
        "internal": say("report.internal"),
        "demo": mast.demo,
        "sign": mast.sign,
        "sign_pt": official.sign_pt(mast.sign),
        "spread": official.SPREAD,
        "issue": mast.issue,
        "left": mast.organ,
        "day": mast.day,
        "span": say("report.in_brackets", text=mast.span) if mast.span else "",
        "kept": plates.MOST_KEPT,
        "facts": [[label, tight(text)] for label, text in mast.facts],
        "foot": list(mast.foot),
        "chapters": [
            {
                "key": chapter.key,
                "title": chapter.title,
                "blocks": [_block(one, files) for one in chapter.blocks],
            }
            for chapter in document.chapters
        ],
    }


def _official() -> dict[str, Any]:
    return {
        "page": list(official.PAGE_MM),
        "top": official.TOP_MM,
        "left": official.LEFT_MM,
        "right": official.RIGHT_MM,
        "bottom": official.BOTTOM_MM,
        "pitch": official.PITCH_PT,
        "squeeze": official.SQUEEZE_PT,
        "body": official.BODY_PT,
        "title": official.TITLE_PT,
        "table": official.TABLE_PT,
        "narrow": official.NARROW_PT,
        "note": official.NOTE_PT,
        "number": official.NUMBER_PT,
        "number_mm": official.NUMBER_MM,
        "red": official.RED,
        "faces": {
            name: {"families": list(face.families), "weight": face.weight}
            for name, face in official.FACES.items()
        },
    }


def _block(block: Block, files: dict[str, bytes]) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": block.tone.value, "text": plain(block.runs)}
    if isinstance(block, Table):
        return _table(block)
    return _figure(block, files)


def _table(block: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": say("report.table_caption", number=block.number, caption=block.caption),
        "columns": [
            {"title": one.title, "share": one.share, "align": one.align} for one in block.columns
        ],
        "rows": [[plain(cell) for cell in row] for row in block.rows],
        "colours": list(block.colours),
        "swatch": block.swatch,
    }


def _figure(block: MapFigure | CourseFigure, files: dict[str, bytes]) -> dict[str, Any]:
    page, drawings = plates.data(block, f"figure{block.number}")
    files |= drawings
    caption = say("report.figure_caption", number=block.number, caption=block.caption)
    return page | {"caption": caption, "alt": block.alt}
