"""打包 Several kinds of one week as one ZIP with a manifest: what, of which snapshot, for whom."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import RefusedError, WusetuError
from reports.settled import entry
from services import export_kinds, outgoing, wording
from services.access import Viewer
from services.export_kinds import Kind
from services.outgoing import Order, Outgoing
from services.progress import Progress, part, silent
from services.workspace import Workspace
from vocab import METHOD_VERSION
from words import say

MANIFEST = "manifest.json"
MARK = "utf-8-sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A kind that could not be made, and why, in words."""

    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle:
    """What an order became.

    ``files`` are all files by their path in the ZIP, in the order of making; ``kind_of`` says of
    each which kind it belongs to.
    """

    out: Outgoing
    files: Mapping[str, bytes]
    kind_of: Mapping[str, Kind]
    left_out: tuple[LeftOut, ...]

    @property
    def name(self) -> str:
        """义桥镇五色图_2026-11-10.zip."""
        return f"{say('export.bundle', place=self.out.place, week=self.out.week)}.zip"

    @property
    def read_me(self) -> str:
        """Name of the text that says what is in it."""
        return f"{say('export.read_me.name')}.txt"

    def entries(self) -> dict[str, bytes]:
        """The files with the manifest and the text for people."""
        manifest = json.dumps(self.manifest(), ensure_ascii=False, indent=1)
        return {
            self.read_me: self._explained().encode(MARK).replace(b"\n", b"\r\n"),
            MANIFEST: manifest.encode() + b"\n",
            **self.files,
        }

    def zipped(self) -> bytes:
        """One ZIP; equal snapshots and the same person give equal bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
            for name, body in self.entries().items():
                file.writestr(entry(name), body)
        return target.getvalue()

    def manifest(self) -> dict[str, Any]:
        """File, sha256 and size of everything, and where it comes from. The time is the week's."""
        out, seen = self.out, self.out.seen
        source = {"snapshot": seen.snapshot, "policy": seen.policy.hash}
        return {
            "week": out.week,
            "cut_off": outgoing.cut_off_moment(seen),
            "scope": out.prefix,
            "place": out.place,
            "status": seen.status,
            "revision": seen.revision,
            "demo": seen.demo,
            **source,
            "method": METHOD_VERSION,
            "made_at": out.made_at.isoformat(),
            "made_for": {"person": out.asker.person, "title": out.asker.title},
            "withheld_below": seen.policy.suppress_below,
            "files": [
                {
                    "file": name,
                    "kind": self.kind_of[name].code,
                    "sha256": hashlib.sha256(body).hexdigest(),
                    "bytes": len(body),
                    **source,
                }
                for name, body in self.files.items()
            ],
            "left_out": [{"kind": one.kind.code, "reason": one.reason} for one in self.left_out],
        }

    def _explained(self) -> str:
        """The text for people: what each file is for, where it comes from, what is withheld."""
        lines = [outgoing.title(self.out), ""]
        for one in dict.fromkeys(self.kind_of.values()):
            own = [name for name, kind in self.kind_of.items() if kind is one]
            lines.append(say("export.read_me.kind", title=one.title, note=one.note))
            folders = dict.fromkeys(name if one.endings else name.split("/")[0] for name in own)
            lines += [say("export.read_me.file", file=name) for name in folders]
        for gone in self.left_out:
            text = say("export.read_me.left_out", title=gone.kind.title, reason=gone.reason)
            lines += ["", text]
        facts = outgoing.facts(self.out)
        lines += ["", *(say("export.read_me.fact", label=name, text=text) for name, text in facts)]
        whom = say("export.read_me.whom", title=self.out.asker.title)
        return "\n".join([*lines, "", whom, say("export.read_me.check", manifest=MANIFEST), ""])


def make(
    workspace: Workspace,
    viewer: Viewer,
    order: Order,
    kinds: tuple[str, ...],
    progress: Progress = silent,
) -> Bundle:
    """Make some kinds of one week. Each is written to the audit.

    A kind that cannot be made (no meeting was held) is left out with its reason.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: no such week, or none is closed yet.
        RefusedError: no kind, an unknown one; or the only ones asked for cannot be made.
    """
    asked = {export_kinds.kind(code) for code in kinds}
    wanted = [one for one in export_kinds.KINDS if one in asked]
    if not wanted:
        raise RefusedError("export.nothing", known=" ".join(export_kinds.CODES))
    out = outgoing.of(workspace, viewer, order)
    files: dict[str, bytes] = {}
    kind_of: dict[str, Kind] = {}
    left_out: list[LeftOut] = []
    failed: list[WusetuError] = []
    for number, one in enumerate(wanted):
        own = _named(part(progress, number / len(wanted), (number + 1) / len(wanted)), one)
        own(0.0, "")
        try:
            made = export_kinds.named(one, out, one.make(out, own))
        except WusetuError as error:
            failed.append(error)
            left_out.append(LeftOut(kind=one, reason=wording.sentence(error)))
            continue
        files |= made
        kind_of |= dict.fromkeys(made, one)
    if not files:
        raise failed[0]
    progress(1.0, say("export.done"))
    return Bundle(out=out, files=files, kind_of=kind_of, left_out=tuple(left_out))


def _named(progress: Progress, one: Kind) -> Progress:
    """Progress that says the kind, whatever piece of it is being made."""
    return lambda share, text: progress(share, one.title)


def write(bundle: Bundle, out: Path) -> dict[str, Any]:
    """A bundle as a ZIP (``out`` ends in .zip) or as files in a folder, each whole or not at all.

    A single kind is written without manifest, so that it does not replace that of all.

    Raises:
        RefusedError: it cannot be written.
    """
    is_zip = out.suffix.lower() == ".zip"
    is_single = len(set(bundle.kind_of.values())) == 1 and not bundle.left_out
    entries = bundle.files if is_single and not is_zip else bundle.entries()
    try:
        if is_zip:
            _whole(out, bundle.zipped())
        else:
            for name, body in entries.items():
                _whole(out / name, body)
    except OSError as error:
        raise RefusedError("sheet.not_written", file=str(out), reason=str(error)) from error
    told = bundle.manifest()
    keys = ("week", "scope", "snapshot", "policy", "left_out", "files")
    return {"out": str(out), **{key: told[key] for key in keys}}


def _whole(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(file.name + ".part")
    half.write_bytes(body)
    half.replace(file)
