"""幻灯片 The weekly report of an order as slides."""

from __future__ import annotations

from dataclasses import replace

from reports.slides import slides
from services import outgoing, weekly_report
from services.outgoing import Outgoing
from services.progress import Progress, silent


def make(out: Outgoing, progress: Progress = silent) -> bytes:
    """Six slides; equal snapshots give equal bytes. Written to the audit.

    Raises:
        WusetuError: whatever the report finds missing.
    """
    view = weekly_report.of(out, progress)
    picture = replace(view.picture, is_twin=out.order.is_twin)
    body = slides(replace(view, picture=picture))
    outgoing.record(out, "pptx", len(out.seen.grids))
    return body
