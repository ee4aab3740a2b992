"""The browser font (网页字体): Noto Sans SC cut to all of GBK, made once per data folder.

GBK and not GB2312: 73 characters of place names in Zhejiang are missing from the latter. All
weights stay in the one file, for limiting them costs 20 s and saves no bytes.
"""

from __future__ import annotations

import importlib.resources
import os
import tempfile
from pathlib import Path
from types import SimpleNamespace

from fontTools import subset
from fontTools.ttLib import woff2

PACKAGE = "justmytype_intl_cjk"
SOURCE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
NAME = "NotoSansSC.woff2"
# Signs of the interface that GBK has not, or that must never be lost by accident.
SIGNS = "ⅠⅡⅢⅣⅤ▲▽△▼◆◇■□○◐●✓—–…−·•≥≤≠≈±×÷°℃％‰→←↑↓“”‘’①②③④⑤⑥⑦⑧⑨⑩㎡€©®²³µ"
# Best packing (11) takes 50 s for the last 5 % of the size; the file stays on the local network.
QUALITY = 6


def characters() -> frozenset[int]:
    """Code points of GBK, ASCII and the interface's own signs."""
    found = {ord(sign) for sign in SIGNS} | set(range(0x20, 0x7F))
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = bytes((lead, trail)).decode("gbk", errors="ignore")
            if len(text) == 1:
                found.add(ord(text))
    return frozenset(found)


def source() -> Path:
    """The full variable font of the installed font package.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    try:
        file = Path(str(importlib.resources.files(PACKAGE).joinpath(SOURCE)))
    except ModuleNotFoundError as error:
        raise FileNotFoundError(PACKAGE) from error
    if not file.is_file():
        raise FileNotFoundError(file)
    return file


def path(folder: Path) -> Path:
    """Where the made font lies in a data folder."""
    return folder / "font" / NAME


def make(folder: Path, *, full: Path | None = None, wanted: frozenset[int] | None = None) -> Path:
    """The font file of a data folder, made when absent (about 15 s, 6 MB), else returned at once.

    Args:
        folder: data folder; the file is ``font/NotoSansSC.woff2`` in it, written whole or not.
        full: another source font.
        wanted: other code points, for tests.

    Raises:
        FileNotFoundError: the source font is missing.
    """
    target = path(folder)
    if target.is_file():
        return target
    options = subset.Options(
        flavor="woff2", layout_features=["tnum", "lnum", "kern"], hinting=False, lazy=True
    )
    font = subset.load_font(str(full or source()), options)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=wanted or characters())
    worker.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    packer = woff2.brotli
    try:
        # The writer has no setting for the effort; it asks its module's packer, so give it one.
        woff2.brotli = SimpleNamespace(
            compress=lambda data, mode: packer.compress(data, mode=mode, quality=QUALITY),
            MODE_FONT=packer.MODE_FONT,
        )
        subset.save_font(font, name, options)
        Path(name).replace(target)
    finally:
        woff2.brotli = packer
        Path(name).unlink(missing_ok=True)
        font.close()
    return target


def part(text: str) -> bytes:
    """The font cut to the characters of a text, for a file that carries its own; woff2.

    Raises:
        FileNotFoundError: the source font is missing.
    """
    wanted = characters() & {ord(sign) for sign in text}
    with tempfile.TemporaryDirectory() as scratch:
        return make(Path(scratch), wanted=frozenset(wanted)).read_bytes()
