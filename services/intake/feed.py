"""A kind of file that can be imported (数据种类): its name and who takes it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.intake.parcel import Brought, Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One of the ``FEEDS`` of a module in this folder; ``kind`` is that of store/ingest."""

    kind: str
    take: Callable[[Parcel], Brought]
