"""瓦片裁权 One vector tile without the features somebody may not see.

Reads just enough of the tile format (Mapbox Vector Tile 2.1, protocol buffers): layers are field
3 of a tile; name, features, keys and values are fields 1 to 4 of a layer; tags are field 2 of a
feature. What is cut out leaves no trace: neither shape nor code nor name.
"""

from __future__ import annotations

from collections.abc import Iterator

_LAYER = 3
_NAME, _FEATURE, _KEY, _VALUE = 1, 2, 3, 4
_TAGS = 2
_STRING = 1
_BYTES = 2
_FIXED = {1: 8, 5: 4}


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, content and the whole of each field; the content of a number is its bytes."""
    at = 0
    while at < len(data):
        start = at
        head, at = _varint(data, at)
        kind = head & 7
        if kind == _BYTES:
            length, at = _varint(data, at)
        elif kind in _FIXED:
            length = _FIXED[kind]
        else:
            length = _varint(data, at)[1] - at
        yield head >> 3, data[at : at + length], data[start : at + length]
        at += length


def _numbers(packed: bytes) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _varint(packed, at)
        found.append(value)
    return found


def _length(size: int) -> bytes:
    out = bytearray()
    while size > 0x7F:
        out.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*out, size])


def _tags(feature: bytes) -> list[int]:
    """Key and value numbers of a feature, in turn."""
    return next((_numbers(body) for number, body, _ in _fields(feature) if number == _TAGS), [])


def _text(value: bytes) -> str:
    return next((body.decode() for number, body, _ in _fields(value) if number == _STRING), "")


def cut(tile: bytes, layer: str, key: str, prefix: str) -> bytes:
    """The tile with only those features of one layer whose text under ``key`` starts so.

    Args:
        tile: an uncompressed vector tile.
        layer: the layer that is cut; all others stay as they are.
        key: the attribute looked at. A feature without it is cut out.
        prefix: what the text must start with.
    """
    parts = []
    for number, body, whole in _fields(tile):
        name = next((text for field, text, _ in _fields(body) if field == _NAME), b"")
        if number == _LAYER and name == layer.encode():
            kept = _cut_layer(body, key.encode(), prefix)
            whole = (
                b"" if kept is None else bytes([_LAYER << 3 | _BYTES]) + _length(len(kept)) + kept
            )
        parts.append(whole)
    return b"".join(parts)


def _cut_layer(body: bytes, key: bytes, prefix: str) -> bytes | None:
    """The layer without the features cut out and with their values emptied; None without any.

    Values keep their places, so that the numbers in the tags stay right.
    """
    fields = list(_fields(body))
    keys = [content for number, content, _ in fields if number == _KEY]
    values = [content for number, content, _ in fields if number == _VALUE]
    if key not in keys:
        return None
    at = keys.index(key)
    fits = {i for i, value in enumerate(values) if _text(value).startswith(prefix)}
    used: set[int] = set()
    kept = []
    for number, content, whole in fields:
        if number == _FEATURE:
            tags = _tags(content)
            pairs = dict(zip(tags[::2], tags[1::2], strict=True))
            if pairs.get(at) not in fits:
                continue
            used.update(pairs.values())
        kept.append((number, whole))
    if not used:
        return None
    return b"".join(_values_kept(kept, used))


def _values_kept(fields: list[tuple[int, bytes]], used: set[int]) -> Iterator[bytes]:
    place = 0
    for number, whole in fields:
        if number != _VALUE:
            yield whole
            continue
        yield whole if place in used else bytes([_VALUE << 3 | _BYTES, 0])
        place += 1
