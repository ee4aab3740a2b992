"""众人同看 Many viewers of one server change weeks; how long each waits.

Server and load client run on the same machine. A hundred browser sessions hold their websockets
open; each asks for another week every five seconds, at a moment of its own. Time from the
message sent to "script finished" received. ``python benchmarks/viewers.py [DATA] [--viewers N]``;
exit 1 when the median or the 95th percentile is over its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.visitor import ROOT, Page, click, connected, cookie, finished, memory_mb, served

MEDIAN_MS, HIGH_MS = 50.0, 200.0
WEEKS_BACK = 6
PERSONS = ("analyst", "chair", "leader")


async def _viewer(
    address: str, sent: str, number: int, options: argparse.Namespace, gate: asyncio.Barrier
) -> tuple[list[float], int]:
    """Seconds of every change of one viewer, and the bytes of the last."""
    page, spent = Page(), []
    moment = np.random.default_rng(number).random() * options.every
    async with connected(address, sent) as connection:
        page.listen(connection)
        await connection.send(click(page, ""))
        await finished(connection, page)
        await gate.wait()
        begun = time.perf_counter() + moment
        for turn in range(options.turns):
            await asyncio.sleep(max(0.0, begun + turn * options.every - time.perf_counter()))
            key = "week_before" if turn % (2 * WEEKS_BACK) < WEEKS_BACK else "week_after"
            query, page.received = page.query, 0
            asked = time.perf_counter()
            await connection.send(click(page, key))
            await finished(connection, page)
            spent.append(time.perf_counter() - asked)
            assert page.query != query, "the click changed nothing"
    return spent, page.received


async def _all(address: str, options: argparse.Namespace) -> list[tuple[list[float], int]]:
    gate = asyncio.Barrier(options.viewers)
    cookies = [cookie(options.data, person) for person in PERSONS]
    tasks = []
    for number in range(options.viewers):
        one = _viewer(address, cookies[number % len(cookies)], number, options, gate)
        tasks.append(asyncio.create_task(one))
        # People do not all open the page in the same instant.
        await asyncio.sleep(0.1)
    return list(await asyncio.gather(*tasks))


def main() -> int:
    """Measure and compare with the bounds."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", nargs="?", type=Path, default=ROOT / "var")
    ask.add_argument("--viewers", type=int, default=100)
    ask.add_argument("--every", type=float, default=5.0, help="seconds between two changes")
    ask.add_argument("--turns", type=int, default=24)
    options = ask.parse_args()
    with served(options.data) as (address, process):
        found = asyncio.run(_all(address, options))
        memory = memory_mb(process)
    # The first half of the weeks is new to the server; both halves count.
    spent = np.concatenate([seconds for seconds, _ in found]) * 1000
    median, high = float(np.median(spent)), float(np.quantile(spent, 0.95))
    sent = statistics.median(size for _, size in found)
    print(f"{options.viewers} viewers, a change every {options.every:g} s, {len(spent)} changes")
    print(f"median {median:.1f} ms (bound {MEDIAN_MS:g}), p95 {high:.1f} ms (bound {HIGH_MS:g})")
    print(f"p99 {np.quantile(spent, 0.99):.1f} ms, longest {spent.max():.1f} ms")
    print(f"{sent / 1000:.0f} kB a change, server {memory:.0f} MB, {os.cpu_count()} processors")
    return 0 if median < MEDIAN_MS and high < HIGH_MS else 1


if __name__ == "__main__":
    sys.exit(main())
