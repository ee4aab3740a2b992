"""A program that imports batches until somebody kills it. Says what is open and confirmed."""

from __future__ import annotations

import sys

from store import Store, batches, boundaries, counts, coverage, events, locations
from tests.store.rows import AT, event_rows

CHUNKS = 4
ROWS = 60


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _import(store: Store, set_id: int, number: int) -> int:
    with store.begin() as tx:
        codes = boundaries.grid_codes(tx, set_id).tolist()
        sums = {"rows_read": CHUNKS * ROWS, "placed": CHUNKS * ROWS}
        batch_id = batches.add(
            tx, kind="events", source="police", file_name="x", sha256="0", at=AT, by="writer"
        )
        for chunk in range(CHUNKS):
            # Half of the rows replace those of the batch before.
            rows = event_rows(ROWS, category=f"第{number}批")
            first = (number * CHUNKS + chunk) * ROWS // 2
            rows["event_id"] = [f"E{first + i}" for i in range(ROWS)]
            merged = events.merge(tx, batch_id, rows)
            locations.add(tx, set_id, merged.pk, codes[:1] * ROWS, ["point"] * ROWS, [""] * ROWS)
            done = {"added": merged.count("added"), "replaced": merged.count("replaced")}
            known = batches.get(tx, batch_id)
            done = {name: getattr(known, name) + value for name, value in done.items()}
            batches.record(tx, batch_id, **(sums | done))
            _say(f"open {batch_id}")
        coverage.add(tx, batch_id, "police", "", number, number)
        counts.put(tx, set_id, "alert", number, [number] * len(codes), at=AT)
    return batch_id


def main(url: str, set_id: int) -> None:
    store = Store.open(url)
    for number in range(100_000):
        _say(f"confirmed {_import(store, set_id, number)}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
