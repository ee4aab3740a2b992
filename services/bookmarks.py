"""收藏与分享 A person's named links, and what may stand in an address that is shared."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qsl, urlsplit

from errors import RefusedError
from services import access
from services.access import Action, Viewer
from services.workspace import Workspace
from store import bookmarks
from store.bookmarks import Bookmark

LONGEST_NAME = 40
LONGEST_LINK = 4_000
MOST = 100
_PATH = re.compile(r"/[a-z_]*")
_KEY = re.compile(r"[a-z_]{1,20}")
# Codes, dates, numbers and lists of them: nothing in an address is a sentence or a name.
_VALUE = re.compile(r"[A-Za-z0-9._,-]*")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z.])[1-8]\d{16}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9]\d{9}(?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def _is_identity(number: str) -> bool:
    """Whether the day of birth is a day and the check digit fits (GB 11643)."""
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECKS[total % 11] == number[17].upper()


def is_personal(text: str) -> bool:
    """Whether a text holds an identity number or a mobile number."""
    return bool(_MOBILE.search(text)) or any(map(_is_identity, _IDENTITY.findall(text)))


def checked_link(link: str) -> str:
    """An address inside the product that may be kept and handed on.

    Args:
        link: path and query, e.g. ``/indicators?week=2026-11-17``; no host.

    Raises:
        RefusedError: not such an address, too long, or with something personal in it.
    """
    parts = urlsplit(link)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    is_own = not parts.scheme and not parts.netloc and not parts.fragment
    if not is_own or not _PATH.fullmatch(parts.path) or len(link) > LONGEST_LINK:
        raise RefusedError("bookmark.bad_link", most=LONGEST_LINK)
    for key, value in pairs:
        if not _KEY.fullmatch(key) or not _VALUE.fullmatch(value):
            raise RefusedError("bookmark.bad_link", most=LONGEST_LINK)
        if is_personal(value):
            raise RefusedError("bookmark.personal")
    return link


def _checked_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise RefusedError("bookmark.name_length", most=LONGEST_NAME, length=len(tidy))
    if is_personal(tidy):
        raise RefusedError("bookmark.personal")
    return tidy


def keep(workspace: Workspace, viewer: Viewer, *, name: str, link: str) -> int:
    """Keep the address of what the viewer looks at under a name of theirs.

    Raises:
        NotAllowedError: who may see nothing keeps nothing.
        RefusedError: name or link cannot be kept, the name is taken, or there are too many.
    """
    access.require(viewer, Action.VIEW)
    tidy, good = _checked_name(name), checked_link(link)
    with workspace.store.begin() as tx:
        if len(bookmarks.of_person(tx, viewer.person)) >= MOST:
            raise RefusedError("bookmark.too_many", most=MOST)
        return bookmarks.add(tx, person=viewer.person, name=tidy, link=good, at=workspace.today)


def mine(workspace: Workspace, viewer: Viewer) -> list[Bookmark]:
    """The viewer's own links, the newest first."""
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        return bookmarks.of_person(tx, viewer.person)


def forget(workspace: Workspace, viewer: Viewer, bookmark_id: int) -> None:
    """Take one of the viewer's own links out.

    Raises:
        NotFoundError: the viewer has none of this id.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.begin() as tx:
        bookmarks.remove(tx, viewer.person, bookmark_id)
