"""One opened data folder (数据目录): settings, store and clock, handed to every use-case."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from errors import NotFoundError
from settings import Clock, Settings, clock_of, load
from store.engine import Store
from words import use_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    settings: Settings
    store: Store
    clock: Clock

    @property
    def files(self) -> Path:
        """Files the town sent, as they came (demo) and working copies."""
        return self.settings.data / "files"

    @property
    def cache(self) -> Path:
        """Things that can be made again: the browser font, geometry."""
        return self.settings.data / "cache"

    @property
    def today(self) -> int:
        """Seconds since 1970 of the folder's own clock."""
        return int(self.clock.now().timestamp())

    def secret(self) -> bytes:
        """The key that signs this folder's session tokens.

        Raises:
            NotFoundError: the folder was never initialised.
        """
        file = self.settings.data / "secret.key"
        if not file.exists():
            raise NotFoundError("workspace.missing", path=str(self.settings.data))
        return file.read_bytes()


def create(settings: Settings) -> Workspace:
    """Make a data folder or bring its database to the newest form."""
    settings.data.mkdir(parents=True, exist_ok=True)
    key = settings.data / "secret.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(32))
    workspace = opened(settings)
    workspace.store.upgrade()
    return workspace


def opened(settings: Settings) -> Workspace:
    """Open a data folder as it is; nothing is written. Its ``names.toml`` adds to the words."""
    use_names(settings.data / "names.toml")
    return Workspace(
        settings=settings, store=Store.open(settings.url), clock=clock_of(settings.data)
    )


def kept_up(settings: Settings) -> Workspace:
    """Open a data folder; tables that an older version made are brought to the newest form."""
    workspace = opened(settings)
    if workspace.store.is_behind():
        workspace.store.upgrade()
    return workspace


@cache
def current() -> Workspace:
    """The folder this server process serves, opened once."""
    return kept_up(load())
