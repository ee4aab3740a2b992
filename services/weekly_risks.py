"""周报研判 Hot spots, clusters and alarms of a week; found once per snapshot and kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from reports.document import Value
from reports.weekly_view import AlarmLine, HotLine
from services import accounts, alarms, hotspots, told, wording
from services.alarms import Sheet
from services.hotspots import Picture
from services.outgoing import Outgoing
from services.progress import Progress, silent
from store.files import Files
from words import say

FORM = "1"  # raised when the kept form changes


def risks(
    out: Outgoing, progress: Progress = silent
) -> tuple[tuple[HotLine, ...], tuple[AlarmLine, ...]]:
    """Hot spots and alarms as an export may show them.

    Finding them takes seconds, so they are kept in the cache folder under everything they depend
    on: snapshot, data, area, language.
    """
    shelf, key = Files(out.workspace.cache), _key(out)
    kept = shelf.get_as(key)
    if kept is None:
        made = _found(out, progress)
        kept = json.dumps(made, ensure_ascii=False).encode()
        shelf.put_as(key, kept)
    read = json.loads(kept)
    return (
        tuple(_hot_line(one) for one in read["hot"]),
        tuple(_alarm_line(one) for one in read["alarms"]),
    )


def _key(out: Outgoing) -> str:
    parts = [
        FORM,
        out.seen.snapshot,
        accounts.data_version(out.workspace),
        out.viewer.scope.prefix,
        out.workspace.settings.language,
    ]
    return json.dumps(["weekly_risks", *parts])


def _found(out: Outgoing, progress: Progress) -> dict[str, Any]:
    asked = {"week": out.week, "prefix": out.prefix}
    pictures = hotspots.pictures(out.workspace, out.viewer, progress=progress, **asked)
    sheet = alarms.alarms(out.workspace, out.viewer, **asked)
    return {
        "hot": [asdict(_hot(one)) for one in pictures],
        "alarms": [asdict(one) for one in _alarms(sheet)],
    }


def _hot(one: Picture) -> HotLine:
    return HotLine(
        name=wording.indicator(one.indicator),
        level=one.sentence,
        words=tuple(
            (
                say(f"hotspot.word.{word.value}"),
                told.whole(len(grids)),
                tuple(g.name for g in grids),
            )
            for word, grids in one.words.items()
        ),
        clusters=tuple(cluster.sentence for cluster in one.clusters),
    )


def _alarms(sheet: Sheet) -> list[AlarmLine]:
    return [
        AlarmLine(
            name=wording.indicator(code),
            tested=told.whole(tested),
            found=told.whole(found),
            false=told.decimal(false),
            grids=tuple(one.name for one in sheet.alarms if one.indicator == code),
        )
        for code, tested, found, false in sheet.per_indicator
    ]


def _hot_line(read: dict[str, Any]) -> HotLine:
    words = tuple((word, Value(**count), tuple(names)) for word, count, names in read["words"])
    return HotLine(
        name=read["name"], level=read["level"], words=words, clusters=tuple(read["clusters"])
    )


def _alarm_line(read: dict[str, Any]) -> AlarmLine:
    numbers = {name: Value(**read[name]) for name in ("tested", "found", "false")}
    return AlarmLine(name=read["name"], grids=tuple(read["grids"]), **numbers)
