"""The browser font (中文字体), made once per data folder."""

from __future__ import annotations

from pathlib import Path

from services.workspace import Workspace
from store import font


def browser_font(workspace: Workspace) -> Path:
    """The woff2 file, made on first use."""
    return font.make(workspace.settings.data)
