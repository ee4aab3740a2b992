"""kill -9 in mid import: no confirmed batch is lost, no half batch is left."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from store import Store, batches, integrity
from store.tables import batch, event
from tests.store.rows import add_set
from tests.store.writer import CHUNKS, ROWS

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10


def _start(url: str, set_id: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", url, str(set_id)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_while_open(
    process: subprocess.Popen[str], chance: random.Random
) -> tuple[set[int], bool]:
    """Let it work a random time into an open transaction, kill it; what did it confirm?"""
    assert process.stdout is not None
    confirmed: set[int] = set()
    wanted = chance.randrange(1, 3 * CHUNKS)
    for line in process.stdout:
        word, number = line.split()
        if word == "confirmed":
            confirmed.add(int(number))
        wanted -= word == "open"
        if wanted <= 0 and word == "open":
            break
    time.sleep(chance.random() * 0.01)
    process.kill()
    rest = process.stdout.read()
    confirmed |= {int(line.split()[1]) for line in rest.splitlines() if line.startswith("conf")}
    process.wait()
    process.stdout.close()
    return confirmed


def test_ten_kills_lose_nothing(store: Store, url: str) -> None:
    chance = random.Random(20261117)
    with store.begin() as tx:
        set_id = add_set(tx, 3)
    confirmed: set[int] = set()
    following = _start(url, set_id)
    for kill in range(KILLS):
        process = following
        said = _kill_while_open(process, chance)
        assert said.isdisjoint(confirmed)
        confirmed |= said
        if kill + 1 < KILLS:
            # It loads its libraries while this one looks at what is left.
            following = _start(url, set_id)
        _check(store, confirmed)
    assert confirmed


def _check(store: Store, confirmed: set[int]) -> None:
    with store.read() as tx:
        assert integrity.check(tx) == []
        found = {row.id for row in batches.listed(tx, limit=100_000)}
        rows = select(event.c.batch_id, func.count()).group_by(event.c.batch_id)
        sizes = {int(key): int(number) for key, number in tx.execute(rows)}
        added = tx.execute(select(func.sum(batch.c.added + batch.c.replaced))).scalar_one()
    assert confirmed <= found
    # One batch may have been confirmed by the database but not yet said.
    assert sizes.keys() == found
    assert sum(sizes.values()) == int(added or 0)
    assert all(size == CHUNKS * ROWS for size in sizes.values())
