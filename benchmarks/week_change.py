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
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.visitor import ROOT, Page, click, connected, cookie, finished, served

BOUND_MS = 60.0
KNOWN_WEEKS = 10
TURNS = 4
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


async def _session(address: str, data: Path) -> list[float]:
    spent, page = [], Page()
    async with connected(address, cookie(data, PERSON)) as connection:
        page.listen(connection)
        await connection.send(click(page, ""))
        await finished(connection, page)
        for turn, key in enumerate(_there_and_back()):
            query, page.received = page.query, 0
            began = time.perf_counter()
            await connection.send(click(page, key))
            await finished(connection, page)
            if turn >= 2 * KNOWN_WEEKS:
                spent.append(time.perf_counter() - began)
            assert page.query != query, "the click changed nothing"
    print(f"one week change sends {page.received / 1000:.0f} kB")
    return spent


def real_session(data: Path) -> list[float]:
    """Seconds per week change of one browser session, seen from the client's end."""
    with served(data) as (address, _):
        spent = asyncio.run(_session(address, data))
    return [_line("websocket session, weeks seen before", spent)]


def main() -> int:
    """Measure both ways and compare with the bound."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", nargs="?", type=Path, default=ROOT / "var")
    data = ask.parse_args().data.resolve()
    os.environ["WUSETU_DATA"] = str(data)
    medians = script_alone() + real_session(data)
    print(f"bound {BOUND_MS:.0f} ms, {os.cpu_count()} processors")
    return 0 if max(medians) < BOUND_MS else 1


if __name__ == "__main__":
    sys.exit(main())
