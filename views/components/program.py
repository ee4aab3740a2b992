"""程序文件 Programs and styles of the desk as files: fetched once, not sent with every run.

What a component is given as text goes over the line again whenever the component is drawn; of a
large one only its address should. The address changes with the content, so nothing old is kept.
"""

from __future__ import annotations

import zlib

import settings

_FOLDER = settings.ROOT / "static" / "desk"
_LOADER = """
let program;
export default function (component) {
  program = program || import(new URL("ADDRESS", window.location.origin));
  program.then((loaded) => loaded.default(component));
}
"""


def address(name: str) -> str:
    """Where a browser fetches a file of ``static/desk``.

    Raises:
        OSError: there is none of this name.
    """
    stamp = zlib.crc32((_FOLDER / name).read_bytes())
    return f"/assets/desk/{name}?v={stamp:08x}"


def loader(name: str) -> str:
    """The few lines of a component whose program is the file ``name``.

    Raises:
        OSError: there is none of this name.
    """
    return _LOADER.replace("ADDRESS", address(name))
