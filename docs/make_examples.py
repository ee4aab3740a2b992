"""样例 Make docs/examples from a demo folder: python docs/make_examples.py --data var.

The demo's last closed week, so that an office sees what it would get; all data are synthetic and
say so. Made again from the same snapshot the files are equal to the byte.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from services import access, exports
from services.outgoing import Order
from services.workspace import kept_up
from settings import load

TARGET = Path(__file__).resolve().parent / "examples"
PERSON = "analyst"
# A town with everything, and a smaller one with a border and its case list for the web map.
SETS = (
    ("330109106", ("weekly", "minutes", "pptx", "sheet", "changes", "xlsx")),
    ("330482102", ("html",)),
)
MOST_BYTES = 3_000_000


def main(data: Path | None) -> int:
    """Write the set anew; returns its size in bytes."""
    workspace = kept_up(load(data))
    viewer = access.viewer_of(workspace, PERSON)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    total = 0
    for prefix, kinds in SETS:
        bundle = exports.make(workspace, viewer, Order(prefix=prefix), kinds)
        exports.write(bundle, TARGET)
        total += sum(map(len, bundle.files.values()))
    if total >= MOST_BYTES:
        raise SystemExit(f"{total} bytes, at most {MOST_BYTES}")
    return total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a demo folder")
    sys.stdout.write(f"{main(parser.parse_args().data)}\n")
