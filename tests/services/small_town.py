"""A town of twelve squares and twelve weeks: real files, real import, in about a second."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import settings
from sample import atlas
from services import access, accounts, importing, policies
from services.access import OPERATOR, Viewer
from services.importing import ImportResult
from services.workspace import Workspace, create, opened
from vocab import AdminLevel, day_number

TOWN = "330109106"
VILLAGES = [f"{TOWN}{n}" for n in (901, 902, 903)]
CODES = [f"{village}{n:03d}" for village in VILLAGES for n in range(1, 5)]
CORNER, SIDE = (120.19, 30.08), 0.003
FIRST, LAST = dt.date(2026, 8, 26), dt.date(2026, 11, 17)
WEEKS = 12
NOW = "2026-11-18T03:00:00+08:00"
EVER = [f"{FIRST}..{LAST}"]

BOUNDARIES = """
name = "b"
kind = "boundaries"
title = "边界"
crs = "EPSG:4490"
[set]
name = "first"
valid_from = 2020-01-01
code_template = "{village:12}{seq:3}"
[[layer]]
layer = "village"
level = "village"
code = "code"
name = "name"
parent = "parent"
[[layer]]
layer = "micro_grid"
level = "micro_grid"
code = "code"
name = "name"
parent = "parent"
"""
POPULATION = """
name = "p"
kind = "population"
title = "人口"
source = "civil"
[columns]
code = "网格"
ref_date = "日期"
registered = "户籍"
floating = "流动"
"""
EVENTS = """
name = "SOURCE_feed"
kind = "events"
title = "事件"
source = "SOURCE"
datum = "wgs84"
time_zone = "Asia/Shanghai"
first_date = 2020-01-01
last_date = 2035-12-31
[columns]
event_id = "编号"
indicator = "指标"
occurred_at = "时间"
lon = "经度"
lat = "纬度"
declared = "网格"
[values.indicator]
"警情" = "alert"
"信访" = "petition"
"""
RULE = """
name = "小镇规则"
version = "VERSION"
pool_digits = 9
draws = 128
full_year = 12
[[indicator]]
code = "population"
kind = "stock"
weight = 20
measure = "floating_share"
sources = ["civil"]
[[indicator]]
code = "petition"
kind = "events"
weight = 30
sources = ["office"]
half_life = 13
[[indicator]]
code = "alert"
kind = "events"
weight = 50
sources = ["police"]
half_life = 8
acute = true
"""
PERSONS = "".join(
    f'[[person]]\nid = "{name}"\ntitle = "{name}"\nrole = "{role}"\n'
    f'scope = "{scope}"\npurpose = "{purpose}"\n'
    for name, role, scope, purpose in (
        ("analyst", "analyst", "", "desk"),
        ("chair", "chair", TOWN, "desk"),
        ("villager", "chair", VILLAGES[0], "desk"),
        ("leader", "leader", TOWN, "wall"),
        ("approver", "approver", "", "desk"),
        ("auditor", "auditor", "", "desk"),
    )
)


def squares(codes: list[str] = CODES) -> gpd.GeoDataFrame:
    """Four columns of squares, about 300 m each: code, name, parent, geometry (EPSG:4490)."""
    lon, lat = CORNER
    shapes = [
        shapely.box(
            lon + SIDE * (n % 4),
            lat + SIDE * (n // 4),
            lon + SIDE * (n % 4 + 1),
            lat + SIDE * (n // 4 + 1),
        )
        for n in range(len(codes))
    ]
    rows = {"code": codes, "name": [f"格{n}" for n in range(len(codes))]}
    rows["parent"] = [code[:12] for code in codes]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4490")


def write_boundaries(file: Path, codes: list[str] = CODES) -> Path:
    """The squares and the villages they make."""
    grids = squares(codes)
    villages = grids.dissolve("parent", as_index=False)[["parent", "geometry"]]
    villages = villages.rename(columns={"parent": "code"}).assign(parent="")
    villages["name"] = villages["code"].str[-3:] + "村"
    atlas.write_layers({AdminLevel.VILLAGE: villages, AdminLevel.MICRO_GRID: grids}, file)
    return file


def middle(code: str) -> tuple[float, float]:
    number = CODES.index(code)
    return (CORNER[0] + SIDE * (number % 4 + 0.5), CORNER[1] + SIDE * (number // 4 + 0.5))


def event(
    number: str, code: str, day: dt.date, indicator: str = "警情", **changed: object
) -> dict[str, object]:
    """One row of an events file as a town would write it."""
    lon, lat = middle(code)
    row = {"编号": number, "指标": indicator, "时间": f"{day} 09:30:00", "网格": code}
    return row | {"经度": f"{lon:.6f}", "纬度": f"{lat:.6f}"} | changed


def events(indicator: str, prefix: str, strength: float) -> pd.DataFrame:
    """Twelve weeks of events, unevenly spread, the same in every run."""
    rng = np.random.default_rng(len(prefix) + int(strength * 10))
    usual = strength * (0.3 + np.arange(len(CODES)) / 4)
    rows = []
    for week in range(WEEKS):
        for place, n in enumerate(rng.poisson(usual)):
            days = rng.integers(0, 7, n)
            rows += [
                event(f"{prefix}-{week}-{place}-{i}", CODES[place], date_of(week, int(day)))
                for i, day in enumerate(days)
            ]
    return pd.DataFrame(rows).assign(指标=indicator)


def date_of(week: int, day: int = 0) -> dt.date:
    """A day of week 0..11; day 6 is the Tuesday that closes it."""
    return FIRST + dt.timedelta(days=7 * week + day)


def period_of(week: int) -> int:
    return day_number(date_of(week, 6))


def end_of(week: int) -> str:
    return date_of(week, 6).isoformat()


def people() -> pd.DataFrame:
    rows = {"网格": CODES, "日期": "2026-01-01", "户籍": 150, "流动": range(10, 10 + 12 * 15, 15)}
    return pd.DataFrame(rows)


def who(ws: Workspace, person: str) -> Viewer:
    return access.viewer_of(ws, person)


def written(ws: Workspace, text: str, suffix: str) -> Path:
    folder = ws.settings.data / "sent"
    folder.mkdir(exist_ok=True)
    file = folder / f"{uuid.uuid4().hex}{suffix}"
    file.write_text(text, encoding="utf-8")
    return file


def take(
    ws: Workspace,
    kind: str,
    sent: pd.DataFrame | Path,
    profile: str,
    *,
    covers: list[str] | None = None,
    **more: object,
) -> ImportResult:
    """Import a file, or a frame written as one."""
    file = sent if isinstance(sent, Path) else written(ws, sent.to_csv(index=False), ".csv")
    spans = [importing.cover_of(text) for text in covers or []]
    rules = written(ws, profile, ".toml")
    analyst = who(ws, "analyst")
    return importing.take(ws, analyst, kind, file, rules, covers=spans, **more)  # type: ignore[arg-type]


def feed(source: str) -> str:
    return EVENTS.replace("SOURCE", source)


def rule(version: str = "1", **lines: str) -> str:
    """The town's rule as TOML; ``lines`` replace or precede top-level lines."""
    head = "".join(f"{key} = {value}\n" for key, value in lines.items())
    body = "".join(
        f"{line}\n" for line in RULE.splitlines() if line.partition(" = ")[0] not in lines
    )
    return head + body.replace("VERSION", version)


def approved(ws: Workspace, text: str, week: int | None = 0) -> str:
    """Propose by one, approve by another; returns the hash."""
    proposed = policies.propose(ws, who(ws, "analyst"), text)
    start = None if week is None else end_of(week)
    policies.approve(ws, who(ws, "approver"), proposed["hash"], week=start)
    return str(proposed["hash"])


def bare(folder: Path, now: str = NOW) -> Workspace:
    """A folder with persons and a clock that stands still, no data."""
    ws = create(settings.Settings(data=folder))
    (folder / "clock.toml").write_text(f"now = {now}\n", encoding="utf-8")
    ws = opened(ws.settings)
    accounts.enrol(ws, OPERATOR, PERSONS)
    return ws


def build(folder: Path) -> Workspace:
    """The whole town with its rule in force from the first week, nothing scored yet."""
    ws = bare(folder)
    take(ws, "boundaries", write_boundaries(folder / "b.gpkg"), BOUNDARIES)
    take(ws, "population", people(), POPULATION)
    take(ws, "events", events("警情", "A", 3.0), feed("police"), covers=EVER)
    take(ws, "events", events("信访", "P", 1.0), feed("office"), covers=EVER)
    approved(ws, rule())
    return ws


def copied(source: Path, target: Path) -> Workspace:
    """A town of one's own to write into."""
    shutil.copytree(source, target)
    return opened(settings.Settings(data=target))
