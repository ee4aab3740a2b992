"""Votes (投票) behind the weights of a policy: who judged what, kept word for word with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

BETWEEN = "/"


class Method(StrEnum):
    """100 points shared out, or pairs of indicators compared (AHP)."""

    POINTS = "points"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One voter's judgement. ``about`` are indicator codes, or pairs ``alert/petition``.

    ``values`` are points, or how many times as important the first of a pair is as the second.
    """

    voter: str
    method: Method
    about: tuple[str, ...]
    values: tuple[float, ...]

    def table(self) -> dict[str, object]:
        """The vote as a TOML table."""
        return {
            "voter": self.voter,
            "method": self.method.value,
            "about": self.about,
            "values": self.values,
        }


def read(table: dict[str, Any]) -> Vote:
    """A vote from a TOML table.

    Raises:
        KeyError, TypeError, ValueError: a key is missing or unknown, or a value is of another kind.
    """
    vote = Vote(
        voter=str(table["voter"]),
        method=Method(table["method"]),
        about=tuple(str(one) for one in table["about"]),
        values=tuple(float(one) for one in table["values"]),
    )
    if set(table) - set(vote.table()) or len(vote.about) != len(vote.values):
        raise ValueError(f"vote {vote.voter}")
    return vote
