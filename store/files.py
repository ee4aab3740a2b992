"""文件缓存 A folder of files kept by the hash of their bytes: indices, tiles, the font."""

from __future__ import annotations

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from errors import NotFoundError, RefusedError

_HASH = re.compile(r"[0-9a-f]{64}")


class Files:
    """Content-addressed files under one folder. Everything here can be made again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, hash_: str) -> Path:
        """Where the file of a hash lies, or would lie.

        Raises:
            ValueError: not a sha256 in hex.
        """
        if not _HASH.fullmatch(hash_):
            raise ValueError(f"not a hash: {hash_!r}")
        return self.folder / hash_[:2] / hash_

    def put(self, data: bytes) -> str:
        """Keep bytes; returns their sha256. A file of other bytes under it is replaced."""
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != digest:
            _write(path, data)
        return digest

    def get(self, hash_: str) -> bytes:
        """The bytes of a hash, hashed anew.

        Raises:
            NotFoundError: not here.
            RefusedError: the file was changed.
        """
        path = self.path(hash_)
        if not path.exists():
            raise NotFoundError("store.no_file", hash=hash_)
        data = path.read_bytes()
        if sha256(data).hexdigest() != hash_:
            raise RefusedError("store.damaged_file", hash=hash_)
        return data

    def put_as(self, key: str, data: bytes) -> str:
        """Keep bytes and remember them under a key that names everything they depend on."""
        digest = self.put(data)
        _write(self._link(key), digest.encode())
        return digest

    def get_as(self, key: str) -> bytes | None:
        """The bytes last kept under a key; None when there are none or they were damaged."""
        link = self._link(key)
        if not link.exists():
            return None
        try:
            return self.get(link.read_text(encoding="ascii"))
        except (NotFoundError, RefusedError, ValueError):
            return None

    def _link(self, key: str) -> Path:
        return self.folder / "keys" / sha256(key.encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
