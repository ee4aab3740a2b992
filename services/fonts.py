"""The browser font (中文字体), made once per data folder."""

from __future__ import annotations

import base64
from pathlib import Path

from services.workspace import Workspace
from store import font


def browser_font(workspace: Workspace) -> Path:
    """The woff2 file, made on first use."""
    return font.make(workspace.settings.data)


def inlined(text: str) -> str:
    """An @font-face rule that carries the characters of a text, for a page read anywhere."""
    data = base64.b64encode(font.part(text)).decode("ascii")
    source = f'url(data:font/woff2;base64,{data}) format("woff2")'
    return f'@font-face{{font-family:"Noto Sans SC Part";font-weight:100 900;src:{source}}}'
