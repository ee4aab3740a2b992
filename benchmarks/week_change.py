"""换周 How long the server works for one week change of the map page (bound: 60 ms median).

Two ways, both printed: the script alone (AppTest, no network), and a real browser session over
the websocket (time from the message sent to "script finished" received, so it holds the transfer
as well, with its size). ``python benchmarks/week_change.py [DATA] [--query scope=all]``; exit 1
when a median is over the bound. With a query only the browser session is measured.
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

BOUND_MS, BOUND_KB = 60.0, 20.0
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


async def _session(address: str, data: Path, query: str) -> tuple[list[float], list[int]]:
    spent, sent, page = [], [], Page(query=query)
    async with connected(address, cookie(data, PERSON)) as connection:
        page.listen(connection)
        await connection.send(click(page, ""))
        await finished(connection, page)
        for turn, key in enumerate(_there_and_back()):
            before, page.received = page.query, 0
            began = time.perf_counter()
            await connection.send(click(page, key))
            await finished(connection, page)
            if turn >= 2 * KNOWN_WEEKS:
                spent.append(time.perf_counter() - began)
                sent.append(page.received)
            assert page.query != before, "the click changed nothing"
    return spent, sent


def real_session(data: Path, query: str) -> tuple[float, float]:
    """One browser session seen from its end: median milliseconds and kB of a week change."""
    with served(data) as (address, _):
        spent, sent = asyncio.run(_session(address, data, query))
    median = _line("websocket session, weeks seen before", spent)
    size = statistics.median(sent) / 1000
    print(f"one week change sends {size:.1f} kB, at most {max(sent) / 1000:.1f} (bound {BOUND_KB})")
    return median, size


def main() -> int:
    """Measure both ways and compare with the bound."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", nargs="?", type=Path, default=ROOT / "var")
    ask.add_argument("--query", default="", help="of the address, such as scope=all")
    given = ask.parse_args()
    data = given.data.resolve()
    os.environ["WUSETU_DATA"] = str(data)
    medians = [] if given.query else script_alone()
    median, size = real_session(data, given.query)
    print(f"bound {BOUND_MS:.0f} ms, {os.cpu_count()} processors")
    return 0 if max([*medians, median]) < BOUND_MS and size < BOUND_KB else 1


if __name__ == "__main__":
    sys.exit(main())
