"""Composite indices of a specification (综合指数): files in, files out."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command, Folder
from services import indexing


def _index(options: argparse.Namespace) -> Answer:
    return indexing.index(
        options.spec, options.table, key=options.id, joins=options.join, out=options.out
    )


def _audit(options: argparse.Namespace) -> Answer:
    return indexing.audit(
        options.spec,
        options.table,
        tolerance=options.tolerance,
        key=options.id,
        joins=options.join,
    )


def _files(parser: argparse.ArgumentParser, table: str) -> None:
    parser.add_argument("spec", type=Path, metavar="SPEC.toml")
    parser.add_argument("table", type=Path, metavar=table)
    parser.add_argument("--id", default="", metavar="COLUMN")
    parser.add_argument("--join", action="append", type=Path, default=[])


def _index_arguments(parser: argparse.ArgumentParser) -> None:
    _files(parser, "DATA.csv")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv")


def _audit_arguments(parser: argparse.ArgumentParser) -> None:
    _files(parser, "PUBLISHED.csv")
    parser.add_argument("--tolerance", type=float, required=True, metavar="X")


COMMANDS = (
    Command(name="index", free=_index, arguments=_index_arguments, folder=Folder.NONE),
    Command(name="audit", free=_audit, arguments=_audit_arguments, folder=Folder.NONE),
)
