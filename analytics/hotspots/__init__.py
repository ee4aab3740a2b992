"""Hot spots (热点): scans, local statistics, trends, thresholds and error control on arrays.

Every function takes arrays and gives a frozen result; chance comes from seeded generators.
Sources of the formulas: docs/hotspots.md.
"""

from analytics.hotspots.circles import Circles, circles
from analytics.hotspots.discovery import false_discovery
from analytics.hotspots.ears import Ears, ears
from analytics.hotspots.emerging import Emerging, Word, five_words
from analytics.hotspots.farrington import (
    Exceedance,
    farrington,
    noufaily,
    outbreak_weights,
    reference_days,
)
from analytics.hotspots.local import (
    LocalG,
    LocalMoran,
    Moran,
    PermutedG,
    PermutedMoran,
    excess,
    getis_ord,
    local_moran,
    moran,
)
from analytics.hotspots.near_repeat import Knox, knox
from analytics.hotspots.rates import empirical_bayes
from analytics.hotspots.scan import Cluster, spatial_scan
from analytics.hotspots.space_time import SpaceTimeCluster, space_time_scan
from analytics.hotspots.tails import gumbel_p, recurrence_interval, simulated_p
from analytics.hotspots.thresholds import Bounds, farrington_bounds, noufaily_bounds
from analytics.hotspots.trend import MannKendall, mann_kendall

__all__ = [
    "Bounds",
    "Circles",
    "Cluster",
    "Ears",
    "Emerging",
    "Exceedance",
    "Knox",
    "LocalG",
    "LocalMoran",
    "MannKendall",
    "Moran",
    "PermutedG",
    "PermutedMoran",
    "SpaceTimeCluster",
    "Word",
    "circles",
    "ears",
    "empirical_bayes",
    "excess",
    "false_discovery",
    "farrington",
    "farrington_bounds",
    "five_words",
    "getis_ord",
    "gumbel_p",
    "knox",
    "local_moran",
    "mann_kendall",
    "moran",
    "noufaily",
    "noufaily_bounds",
    "outbreak_weights",
    "recurrence_interval",
    "reference_days",
    "simulated_p",
    "space_time_scan",
    "spatial_scan",
]
