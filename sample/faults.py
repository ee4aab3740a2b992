"""Faults (差错): rows as they go wrong in a town's spreadsheets, added on purpose."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

Row = dict[str, object]
# Weights of the check digit of an 18-digit identity number (GB 11643).
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def fake_identity() -> str:
    """A number shaped like an identity card's, of an area code that no place has."""
    body = "990001" + "19000101" + "001"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def fake_mobile() -> str:
    """A number shaped like a mobile phone's, all zeros behind the prefix."""
    return "139" + "0" * 8


def _code_as_number(row: Row) -> None:
    row["declared"] = f"3.30109E+{len(str(row['declared'])) - 1}"


def _identity(row: Row) -> None:
    row["remark"] = f"当事人证件{fake_identity()}"


def _mobile(row: Row) -> None:
    row["remark"] = f"联系电话{fake_mobile()}"


def _future(row: Row) -> None:
    row["occurred_at"] = "2027-03-05 10:20"


def _impossible_date(row: Row) -> None:
    row["occurred_at"] = "2026-02-30 09:15"


def _chinese_date(row: Row) -> None:
    row["occurred_at"] = "二〇二六年二月三十日"


def _swapped(row: Row) -> None:
    row["lon"], row["lat"] = row["lat"], row["lon"]


def _unknown_category(row: Row) -> None:
    row["category"] = f"{str(row['category'])[:2]}其它"


def _without_id(row: Row) -> None:
    row["event_id"] = ""


# Name of the fault in the truth file, and what it does to a good row.
FAULTS: dict[str, Callable[[Row], None]] = {
    "code_as_number": _code_as_number,
    "identity_number": _identity,
    "mobile_number": _mobile,
    "date_in_future": _future,
    "impossible_date": _impossible_date,
    "chinese_impossible_date": _chinese_date,
    "swapped_coordinates": _swapped,
    "unknown_category": _unknown_category,
    "no_event_id": _without_id,
}


def faulty(rows: pd.DataFrame, prefix: str, first: int, rng: np.random.Generator) -> pd.DataFrame:
    """One further row per fault, made from good rows with ids of their own.

    Args:
        rows: good rows with points; none of them is changed.
        prefix: of the ids; ``first`` is the first running number.
        first: running number.
        rng: chooses the rows.

    Returns:
        rows with an extra column ``fault``, in the order of FAULTS.
    """
    good = rows[rows["lon"].notna()]
    chosen = good.iloc[rng.choice(len(good), len(FAULTS), replace=False)]
    made = []
    for number, ((name, spoil), row) in enumerate(
        zip(FAULTS.items(), chosen.to_dict("records"), strict=True), start=first
    ):
        row["event_id"] = f"{prefix}-F-{number:04}"
        spoil(row)
        made.append({**row, "fault": name})
    return pd.DataFrame(made)


def scattered(rows: pd.DataFrame, extra: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The rows with the extra ones between them at random places, otherwise in order."""
    place = np.concatenate([np.arange(len(rows)), rng.uniform(0, max(len(rows), 1), len(extra))])
    joined = pd.concat([rows.astype(object), extra.astype(object)], ignore_index=True)
    return joined.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def repeated(rows: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Some rows once more, unchanged: the same id twice in one file."""
    return rows.iloc[rng.choice(len(rows), min(count, len(rows)), replace=False)]


def corrected(rows: pd.DataFrame, category: str, count: int) -> pd.DataFrame:
    """The first rows once more with another category, as an office sends a correction."""
    return rows.head(count).assign(category=category)
