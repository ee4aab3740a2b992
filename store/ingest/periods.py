"""计数的周期 The days a written period stands for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from store.ingest import dates
from store.ingest.profile import Ref

Floats = npt.NDArray[np.float64]


def span(text: pd.Series, ref: Ref) -> tuple[Floats, Floats]:
    """First and last day number of each period, NaN where it cannot be read.

    Args:
        text: shape (n,), e.g. 2014, 2014-03, 201403 or a date.
        ref: what is written: a year, a month, or a day.
    """
    if ref is Ref.DATE:
        times = dates.read(text.to_numpy(dtype=object), "UTC")
        days = np.where(times.is_ok, times.seconds // 86400, np.nan)
        return days, days
    form = r"(\d{4})()年?" if ref is Ref.YEAR else r"(\d{4})[-/.年]?(\d{1,2})月?"
    parts = text.str.extract(f"^{form}$")
    years = pd.to_numeric(parts[0], errors="coerce").to_numpy(dtype=np.float64)
    months = pd.to_numeric(parts[1], errors="coerce").to_numpy(dtype=np.float64)
    months_in = 12 if ref is Ref.YEAR else 1
    months = np.where(np.isnan(months), 1.0, months) if ref is Ref.YEAR else months
    is_month = (months >= 1) & (months <= 12) & (years >= 1)
    count = np.where(is_month, (years - 1970) * 12 + months - 1, 0).astype(np.int64)
    first = count.astype("datetime64[M]").astype("datetime64[D]").astype(np.float64)
    after = (count + months_in).astype("datetime64[M]").astype("datetime64[D]").astype(np.float64)
    return np.where(is_month, first, np.nan), np.where(is_month, after - 1, np.nan)
