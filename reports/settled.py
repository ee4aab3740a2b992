"""定稿 Office files whose bytes depend on their content alone: one time for every part."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

# The earliest time a ZIP can hold; what the file says of itself stands in its properties.
EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def settled(body: bytes, made_at: dt.datetime) -> bytes:
    """The same office file with every date set to ``made_at`` (UTC), embedded workbooks too."""
    moment = f"{made_at:%Y-%m-%dT%H:%M:%SZ}".encode()
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name.endswith(".xlsx"):
                part = settled(part, made_at)
            elif name == "docProps/core.xml":
                part = _MOMENT.sub(rb"\g<1>" + moment + rb"\g<3>", part)
            made.writestr(entry(name), part)
    return target.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """The head of one file in a ZIP, without a clock and without the writer's machine."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
