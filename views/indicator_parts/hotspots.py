"""热点研判 Where it is hot, what is new there, and whether the whole area is above its past."""

from __future__ import annotations

from collections.abc import Iterable

from services import wording
from services.hotspots import Picture, Place
from views.components.markup import esc
from views.components.sheet import block_title
from words import say


def _names(grids: tuple[Place, ...]) -> str:
    return say("hotspot.join").join(one.name for one in grids)


def _words(one: Picture) -> str:
    rows = ""
    for word, grids in one.words.items():
        if grids:
            title = say("hotspot.grids", word=say(f"hotspot.word.{word.value}"), count=len(grids))
            rows += f"<dt>{esc(title)}</dt><dd>{esc(_names(grids))}</dd>"
    none = f'<p class="ws-note">{esc(say("hotspot.none"))}</p>'
    return f'<dl class="ws-facts ws-words">{rows}</dl>' if rows else none


def _one(one: Picture) -> str:
    told = [one.sentence, *(cluster.sentence for cluster in one.clusters)]
    if not one.clusters:
        told.append(say("hotspot.no_cluster"))
    body = "".join(f"<li>{esc(sentence)}</li>" for sentence in told)
    name = esc(wording.indicator(one.indicator))
    return f'<div class="ws-operation"><b>{name}</b><ul>{body}</ul>{_words(one)}</div>'


def hotspots(found: Iterable[Picture]) -> str:
    """All indicators: the level of the area, fresh clusters, grids by word."""
    body = "".join(_one(one) for one in found)
    return block_title(say("hotspot.title"), say("hotspot.note")) + body
