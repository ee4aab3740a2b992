"""坐标基准核对 Which datum puts the points of a file into the villages they declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.areas import edge_lengths_m
from geo.crs import Floats, to_wgs84
from vocab import Datum

MIN_ROWS = 30
CLEARLY_BETTER = 0.15
_VILLAGE_DIGITS = 12
# So many rows tell the middle distance well enough.
_MOST_MEASURED = 2_000
# One place on the ground: named once in the evidence.
_SAME_PLACE = frozenset({Datum.WGS84, Datum.CGCS2000})


class Verdict(StrEnum):
    AGREES = "agrees"
    SUSPECT = "suspect"
    CANNOT_CHECK = "cannot_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """核对结果 ``shares`` holds the part of the checkable rows agreeing under each datum.

    ``away_m``: under each datum the median distance of the points from the declared area, metres,
    0 inside it.
    """

    given: Datum
    best: Datum
    checkable: int
    shares: Mapping[Datum, float]
    away_m: Mapping[Datum, float]
    verdict: Verdict

    @property
    def is_suspect(self) -> bool:
        return self.verdict is Verdict.SUSPECT

    @property
    def say_values(self) -> dict[str, object]:
        """Values for the text ``ingest.datum.<verdict>``."""
        values: dict[str, object] = {
            "given": self.given.value.upper(),
            "best": self.best.value.upper(),
            "checkable": self.checkable,
        }
        for name, datum in (("share_given", self.given), ("share_best", self.best)):
            values[name] = f"{100 * self.shares.get(datum, 0.0):.1f}"
        for name, datum in (("away_given", self.given), ("away_best", self.best)):
            values[name] = f"{self.away_m.get(datum, 0.0):,.0f}"
        return values | {"others": self._others()}

    def _others(self) -> str:
        """The evidence for the datums not given: GCJ02 3.1% / 412 m, one name per place."""
        told = set(_SAME_PLACE if self.given in _SAME_PLACE else {self.given})
        parts = []
        for datum in (one for one in Datum if one in self.shares):
            if datum not in told:
                told |= _SAME_PLACE if datum in _SAME_PLACE else {datum}
                share, away = 100 * self.shares[datum], self.away_m[datum]
                parts.append(f"{datum.value.upper()} {share:.1f}% / {away:,.0f} m")
        return "、".join(parts)


def _homes(declared: npt.ArrayLike, codes: pd.Index) -> npt.NDArray[np.int64]:
    """Row of the unit each declared code means: itself, else its village; -1 unknown."""
    text = pd.Series(np.asarray(declared, dtype=object), dtype="str").fillna("")
    own = codes.get_indexer(pd.Index(text))
    village = codes.get_indexer(pd.Index(text.str[:_VILLAGE_DIGITS]))
    return np.asarray(np.where(own >= 0, own, village), dtype=np.int64)


def suspect(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    declared: npt.ArrayLike,
    units: pd.DataFrame,
    given: Datum = Datum.WGS84,
) -> Finding:
    """The datum detective (坐标基准核对).

    Args:
        lon: longitudes as written in the file, NaN where there is none.
        lat: latitudes likewise.
        declared: declared area code per row, village or micro-grid, "" when absent.
        units: frame with ``code`` and ``geometry`` (EPSG:4490), any levels.
        given: the datum the profile states.

    Returns:
        ``suspect`` only when at least 30 rows can be checked and another datum agrees in at
        least 15 percentage points more of them; ``cannot_check`` below 30 rows.
    """
    first = units.drop_duplicates("code")
    geometries = np.asarray(first["geometry"], dtype=object)
    home = _homes(declared, pd.Index(first["code"].astype("str")))
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    has_shape = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    usable = (home >= 0) & np.isfinite(x) & np.isfinite(y)
    usable[usable] = has_shape[home[usable]]
    x, y, home = x[usable], y[usable], home[usable]
    if len(x) < MIN_ROWS:
        return Finding(
            given=given,
            best=given,
            checkable=len(x),
            shares={},
            away_m={},
            verdict=Verdict.CANNOT_CHECK,
        )
    shapely.prepare(geometries)
    shares = {datum: _share(x, y, geometries[home], datum) for datum in Datum}
    # Ties go to the datum given: WGS84 and CGCS2000 are the same place.
    best = max(Datum, key=lambda datum: (shares[datum], datum is given))
    is_suspect = shares[best] - shares[given] >= CLEARLY_BETTER
    verdict = Verdict.SUSPECT if is_suspect else Verdict.AGREES
    return Finding(
        given=given,
        best=best,
        checkable=len(x),
        shares=shares,
        away_m={datum: _away_m(x, y, geometries[home], datum) for datum in Datum},
        verdict=verdict,
    )


def _share(lon: Floats, lat: Floats, homes: npt.NDArray[np.object_], datum: Datum) -> float:
    x, y = to_wgs84(lon, lat, datum)
    return float(np.mean(shapely.intersects_xy(homes, x, y)))


def _away_m(lon: Floats, lat: Floats, homes: npt.NDArray[np.object_], datum: Datum) -> float:
    """Median distance from the declared area, over an even sample of the rows."""
    rows = np.unique(np.linspace(0, len(lon) - 1, _MOST_MEASURED).astype(np.int64))
    points = shapely.points(*to_wgs84(lon[rows], lat[rows], datum))
    ways = shapely.get_coordinates(shapely.shortest_line(points, homes[rows])).reshape(-1, 2, 2)
    return float(np.median(edge_lengths_m(ways[:, 0], ways[:, 1])))
