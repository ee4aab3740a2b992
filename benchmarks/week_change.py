"""换周 How long the server works for one week change of the map page (bound: 60 ms median).

Two ways, both printed: the script alone (AppTest, no network), and a real browser session over
the websocket (time from the message sent to "script finished" received, so it holds the transfer
as well). ``python benchmarks/week_change.py [DATA]``; exit 1 when a median is over the bound.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BOUND_MS = 60.0
KNOWN_WEEKS = 10
TURNS = 4
START_SECONDS = 60
PERSON = "analyst"


def _line(name: str, seconds: list[float]) -> float:
    median = statistics.median(seconds) * 1000
    ordered = sorted(seconds)
    high = ordered[int(len(ordered) * 0.95)] * 1000
    print(f"{name:44} n={len(seconds):3}  median {median:6.1f} ms  p95 {high:6.1f} ms")
    return median


def _there_and_back() -> list[str]:
    one = ["week_before"] * KNOWN_WEEKS + ["week_after"] * KNOWN_WEEKS
    return one * TURNS


def script_alone() -> list[float]:
    """Seconds per run of the page script, known weeks; and of weeks nobody has looked at yet."""
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache
    from streamlit.testing.v1 import AppTest, local_script_runner

    from services import access
    from services.workspace import current
    from views import session

    # The server compiles each page once; AppTest would do so again at every run.
    compiled = ScriptCache()
    local_script_runner.ScriptCache = lambda: compiled
    viewer = access.viewer_of(current(), PERSON)
    session.viewer = lambda: viewer
    app = AppTest.from_file(str(ROOT / "views" / "shell.py"), default_timeout=60).run()

    def seconds(key: str) -> float:
        began = time.perf_counter()
        app.button(key=key).click().run()
        return time.perf_counter() - began

    for key in _there_and_back()[: 2 * KNOWN_WEEKS]:
        seconds(key)
    gc.collect()
    gc.freeze()
    known = [seconds(key) for key in _there_and_back()]
    for _ in range(KNOWN_WEEKS):
        seconds("week_before")
    unseen = [seconds("week_before") for _ in range(2 * KNOWN_WEEKS)]
    assert not app.exception
    first = _line("script alone, weeks seen before", known)
    return [first, _line("script alone, weeks never seen", unseen)]


# --- a real session -------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server() -> Iterator[str]:
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(address)
        yield address
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


def _cookie() -> str:
    from services import access
    from services.workspace import current
    from web.session import COOKIE

    return f"{COOKIE}={access.token(current(), access.viewer_of(current(), PERSON))}"


@dataclass
class _Page:
    """What a browser would remember of the page between two messages."""

    hash: str = ""
    query: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    received: int = 0


async def _finished(connection: object, page: _Page) -> None:
    """Read until the script has finished."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    while True:
        message = ForwardMsg()
        raw = await connection.recv()
        page.received += len(raw)
        message.ParseFromString(raw)
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


def _click(page: _Page, key: str) -> bytes:
    from streamlit.proto.BackMsg_pb2 import BackMsg

    message = BackMsg()
    message.rerun_script.query_string = page.query
    message.rerun_script.page_script_hash = page.hash
    if key:
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = page.buttons[key], True
    return message.SerializeToString()


async def _session(address: str) -> list[float]:
    from websockets.asyncio.client import connect

    spent, page = [], _Page()
    link = address.replace("http", "ws") + "/_stcore/stream"
    async with connect(
        link, max_size=None, additional_headers={"Cookie": _cookie()}, origin=address
    ) as connection:
        await connection.send(_click(page, ""))
        await _finished(connection, page)
        for turn, key in enumerate(_there_and_back()):
            query, page.received = page.query, 0
            began = time.perf_counter()
            await connection.send(_click(page, key))
            await _finished(connection, page)
            if turn >= 2 * KNOWN_WEEKS:
                spent.append(time.perf_counter() - began)
            assert page.query != query, "the click changed nothing"
    print(f"one week change sends {page.received / 1000:.0f} kB")
    return spent


def real_session() -> list[float]:
    """Seconds per week change of one browser session, seen from the client's end."""
    with _server() as address:
        spent = asyncio.run(_session(address))
    return [_line("websocket session, weeks seen before", spent)]


def main() -> int:
    """Measure both ways and compare with the bound."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", nargs="?", type=Path, default=ROOT / "var")
    os.environ["WUSETU_DATA"] = str(ask.parse_args().data.resolve())
    medians = script_alone() + real_session()
    print(f"bound {BOUND_MS:.0f} ms, {os.cpu_count()} processors")
    return 0 if max(medians) < BOUND_MS else 1


if __name__ == "__main__":
    sys.exit(main())
