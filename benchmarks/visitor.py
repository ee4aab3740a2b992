"""访客 A served product and a browser session spoken to over its websocket, for measurements."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path) -> Iterator[tuple[str, int]]:
    """The product of a data folder in a process of its own: its address and process number."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"WUSETU_DATA": str(data.resolve())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(address)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def cookie(data: Path, person: str) -> str:
    """What the browser of a signed-in person sends."""
    from services import access
    from services.workspace import opened
    from settings import Settings
    from web.session import COOKIE

    workspace = opened(Settings(data=data))
    return f"{COOKIE}={access.token(workspace, access.viewer_of(workspace, person))}"


@dataclass
class Page:
    """What a browser would remember of the page between two messages."""

    hash: str = ""
    query: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    received: int = 0

    def listen(self, connection: Any) -> None:
        """Count what comes over the wire from now on, as it comes: compressed or not."""
        take = connection.protocol.receive_data

        def counted(data: bytes) -> None:
            self.received += len(data)
            take(data)

        connection.protocol.receive_data = counted


async def finished(connection: Any, page: Page) -> None:
    """Read until the script has finished."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    while True:
        message = ForwardMsg()
        message.ParseFromString(await connection.recv())
        kind = message.WhichOneof("type")
        button = message.delta.new_element.button.id
        if button:
            page.buttons[button.rsplit("-", 1)[-1]] = button
        if kind == "new_session":
            page.hash = message.new_session.page_script_hash
        if kind == "page_info_changed":
            page.query = message.page_info_changed.query_string
        if kind == "script_finished":
            return


def click(page: Page, key: str) -> bytes:
    """The message of a click on a button; without a key that of opening the page."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    message = BackMsg()
    message.rerun_script.query_string = page.query
    message.rerun_script.page_script_hash = page.hash
    if key:
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = page.buttons[key], True
    return message.SerializeToString()


def connected(address: str, sent: str) -> Any:
    """The websocket of a page as its browser opens it; ``sent`` is the cookie."""
    from websockets.asyncio.client import connect
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

    return connect(
        address.replace("http", "ws") + "/_stcore/stream",
        max_size=None,
        additional_headers={"Cookie": sent},
        origin=address,
        # As a browser offers it: the server chooses how far it looks back.
        compression=None,
        extensions=[ClientPerMessageDeflateFactory(client_max_window_bits=True)],
    )


def memory_mb(process: int) -> float:
    """Resident memory of a process in megabytes (Linux)."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
