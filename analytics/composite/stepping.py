"""步骤登记 All steps by name."""

from __future__ import annotations

from analytics.composite import normalise, treat
from analytics.composite.steps import Kind

KINDS: dict[str, Kind] = {**treat.KINDS, **normalise.KINDS}
