"""出报告 How long documents take once their week is loaded (PDF and DOCX 1 s, PPTX 3 s).

``python benchmarks/reports.py [DATA] [--scope CODE]``: median of the runs and the time of gathering
(the first one finds hot spots, which are then kept). Exit 1 when a median is over its bound.
Printed maps (sheet, atlas, cards, periods, changes): ``python benchmarks/sheets.py``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from reports import pdf_file, word_file
from reports.slides import slides
from services import outgoing, reporting, weekly_report
from services.access import OPERATOR
from services.outgoing import Order
from services.workspace import kept_up
from settings import load

T = TypeVar("T")
RUNS = 7
BOUNDS_S = {
    "weekly pdf": 1.0,
    "weekly docx": 1.0,
    "weekly pptx": 3.0,
    "minutes pdf": 1.0,
    "minutes docx": 1.0,
}


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begun


def _median(name: str, work: Callable[[], bytes]) -> bool:
    """Print one line; whether it is within its bound."""
    size = len(work())
    seconds = [_timed(work)[1] for _ in range(RUNS)]
    median = statistics.median(seconds)
    print(f"{name:14} {size / 1000:7.0f} kB  median {median:5.2f} s  slowest {max(seconds):5.2f} s")
    return median <= BOUNDS_S[name]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=None)
    parser.add_argument("--scope", default="330109106")
    options = parser.parse_args()
    workspace = kept_up(load(options.data))
    asked = Order(prefix=options.scope)
    out, opening = _timed(lambda: outgoing.of(workspace, OPERATOR, asked))
    weekly, first = _timed(lambda: reporting.weekly_of(out))
    weekly, again = _timed(lambda: reporting.weekly_of(out))
    minutes = reporting.minutes_of(out)
    print(f"{len(out.seen.grids)} grids, week {out.week}")
    print(f"loading        {opening:.2f} s, gathering {first:.2f} s, again {again:.2f} s")
    fits = [
        _median("weekly pdf", lambda: pdf_file.write(weekly)),
        _median("weekly docx", lambda: word_file.write(weekly)),
        _median("weekly pptx", lambda: slides(weekly_report.of(out))),
        _median("minutes pdf", lambda: pdf_file.write(minutes)),
        _median("minutes docx", lambda: word_file.write(minutes)),
    ]
    workspace.store.close()
    return 0 if all(fits) else 1


if __name__ == "__main__":
    raise SystemExit(main())
