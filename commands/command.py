"""What every command states about itself, and what several of them need."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from errors import RefusedError
from services.access import Viewer
from services.workspace import Workspace

Answer = dict[str, Any]


class Folder(StrEnum):
    """Whether a command opens a data folder, makes one, or works on files alone."""

    OPENED = "opened"
    MADE = "made"
    NONE = "none"


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """A command without options of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """命令 A name, its options and what it does.

    ``run`` takes the folder, the asking person and the options, and gives the answer as plain
    values: one JSON object, or a table. Its help is the text ``cli.<name>``. A command with
    ``Folder.NONE`` is called through ``free`` instead, with its options only.
    """

    name: str
    run: Callable[[Workspace, Viewer, argparse.Namespace], Answer] | None = None
    free: Callable[[argparse.Namespace], Answer] | None = None
    arguments: Callable[[argparse.ArgumentParser], None] = _no_arguments
    folder: Folder = Folder.OPENED


class WrongUsageError(Exception):
    """Options that argparse cannot refuse by itself; the text says what is right."""


def text_of(file: Path) -> str:
    """The text of a file that a person wrote.

    Raises:
        RefusedError: not there, or not UTF-8.
    """
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise RefusedError("import.no_file", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise RefusedError("cli.not_utf8", file=str(file)) from error
