"""What every drawing backend offers: one function of one signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from layers.drawn import Drawn
from layers.map_view import MapView

Draw = Callable[[MapView, Sequence[Drawn]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """画法 ``draw(view, layers)`` makes the whole picture; ``layers`` lie as given, first lowest.

    ``code`` is the file stem, ``makes`` the media type or kind of what comes out.
    """

    code: str
    makes: str
    draw: Draw
