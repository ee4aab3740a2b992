"""变化 What an import did to the rows that held before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Rows that are new, that replace others, and that say what held already."""

    added: int
    replaced: int
    unchanged: int

    @classmethod
    def between(cls, before: Mapping[str, object], after: Mapping[str, object]) -> Changes:
        """Of content by identity, before and in the import."""
        known = [key for key in after if key in before]
        unchanged = sum(before[key] == after[key] for key in known)
        return cls(
            added=len(after) - len(known), replaced=len(known) - unchanged, unchanged=unchanged
        )
