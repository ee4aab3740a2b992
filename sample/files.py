"""Files (文件): the demo as a town would send it, with the truth beside it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sample import atlas, faults, operations, rows, sheets, surroundings, testimony
from sample.boundaries import FIRST_DAY
from sample.seasons import KINDS, WEEKS
from sample.world import World

Progress = Callable[[float, str], None]
# The first weeks come as history files, the others one file per source and week.
HISTORY_WEEKS = WEEKS - 4
FAULTY_WEEK = WEEKS - 2
REPEATED_ROWS = 25
CORRECTED_ROWS = 2
PROFILE_OF = {"penalty": "penalties", "petition": "petitions", "alert": "police_alerts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One file to import, in ``order``.

    ``covers``: (first day, last day) the batch speaks for; ``except_areas`` sent nothing in it.
    """

    path: Path
    profile: Path
    kind: str
    covers: tuple[tuple[dt.date, dt.date], ...] = ()
    except_areas: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Weeks first..last of one file, and who is silent in it."""

    first: int
    last: int
    silent: str = ""

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        begin = FIRST_DAY + dt.timedelta(days=7 * (self.first - 1))
        return begin, FIRST_DAY + dt.timedelta(days=7 * self.last - 1)


def profile_path(name: str) -> Path:
    """Path of a shipped profile."""
    return sheets.PROFILES / f"{name}.toml"


def _spans(kind: str, silent: str, begin: int) -> list[Span]:
    gap = rows.MISSING_POLICE_WEEK
    first, last = rows.SILENT_WEEKS
    history = [Span(first=1, last=HISTORY_WEEKS)]
    if kind == "alert":
        history = [Span(first=1, last=gap - 1), Span(first=gap + 1, last=HISTORY_WEEKS)]
    elif kind == "petition" and silent:
        history = [
            Span(first=1, last=first - 1),
            Span(first=first, last=last, silent=silent),
            Span(first=last + 1, last=HISTORY_WEEKS),
        ]
    history = [replace(one, first=max(one.first, begin)) for one in history if one.last >= begin]
    return history + [Span(first=w, last=w) for w in range(HISTORY_WEEKS + 1, WEEKS + 1)]


def _sheet(world: World, table: pd.DataFrame, span: Span, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of one file: those of its weeks, some twice, and the planned faults."""
    part = rows.weeks_of(table, span.first, span.last)
    prefix = table["event_id"].iloc[0][:2]
    is_history = span.last > span.first
    again = faults.repeated(part, REPEATED_ROWS if is_history else 2, rng)
    extra = [again]
    if span.first == world.first_week or span.first == FAULTY_WEEK:
        extra.append(faults.faulty(part, prefix, span.first, rng))
    if span.first == FAULTY_WEEK:
        before = rows.weeks_of(table, span.first - 1, span.first - 1)
        before = before[before["lon"].notna()]
        extra.append(before.tail(3))
        extra.append(faults.corrected(before, str(part["category"].iloc[0]), CORRECTED_ROWS))
    return faults.scattered(part, pd.concat(extra, ignore_index=True), rng)


def _write_events(world: World, folder: Path, kind: int) -> Iterator[Feed]:
    name = KINDS[kind]
    profile = PROFILE_OF[name]
    title = sheets.profile(profile)["title"]
    table = rows.table(world, kind)
    rng = np.random.default_rng([world.seed, 7, kind])
    for span in _spans(name, rows.silent_village(world), world.first_week):
        sheet = sheets.dressed(_sheet(world, table, span, rng), profile)
        is_history = span.last > span.first
        stem = f"{profile}_{span.days[1]:%Y%m%d}"
        stem = f"{profile}_{span.days[0]:%Y%m%d}_{span.days[1]:%Y%m%d}" if is_history else stem
        if name == "penalty":
            file = folder / f"{stem}.csv"
            sheets.write_csv(sheet, file, "gb18030", "%Y/%m/%d %H:%M")
        elif is_history:
            file = folder / f"{stem}.csv"
            sheets.write_csv(sheet, file, "utf-8-sig", "%Y-%m-%d %H:%M")
        else:
            file = folder / f"{stem}.xlsx"
            sheets.write_xlsx(sheet, file, title, "%Y-%m-%d %H:%M" if name == "petition" else "")
        yield Feed(
            path=file,
            profile=profile_path(profile),
            kind="events",
            covers=(span.days,),
            except_areas=(span.silent,) if span.silent else (),
            order=1000 + 10 * span.last + kind,
        )


def _write_boundaries(world: World, folder: Path) -> Iterator[Feed]:
    for order, one in enumerate(world.sets):
        file = folder / f"{one.name}.gpkg"
        if world.size == "town":
            shutil.copyfile(atlas.FOLDER / file.name, file)
            profile = profile_path(one.name.replace("demo", "boundaries"))
        else:
            atlas.write(one, file)
            profile = profile_path("boundaries_generated")
        yield Feed(path=file, profile=profile, kind="boundaries", order=order)


def _write_population(world: World, folder: Path) -> Iterator[Feed]:
    for order, (date, people) in enumerate(world.population.groupby("ref_date")):
        file = folder / f"population_{date:%Y%m%d}.xlsx"
        title = sheets.profile("population")["title"]
        sheets.write_xlsx(sheets.dressed(people, "population"), file, title)
        yield Feed(
            path=file, profile=profile_path("population"), kind="population", order=100 + order
        )


def _write_surroundings(world: World, folder: Path) -> Iterator[Feed]:
    # Before the other events: so few rows are counted over all weeks in no time.
    for order, sent in enumerate(surroundings.write(world, folder)):
        yield Feed(
            path=sent.path,
            profile=profile_path(sent.profile),
            kind=sent.kind,
            covers=sent.covers,
            order=200 + order,
        )


def write(world: World, folder: Path, progress: Progress | None = None) -> list[Feed]:
    """Write the demo's files into ``folder`` and say how each is to be imported.

    Args:
        world: the world to write.
        folder: made when absent; files of the same names are replaced.
        progress: called with the share done, 0..1, and a step name (a profile name).

    Returns:
        feeds in the order of import: boundaries, population, the surroundings, events by week.
        ``truth.parquet`` and ``truth.json`` lie beside them and are imported by nobody.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tell = progress or (lambda _share, _step: None)
    feeds = list(_write_boundaries(world, folder))
    tell(0.1, "boundaries")
    feeds += _write_population(world, folder)
    tell(0.2, "population")
    for kind, name in enumerate(KINDS):
        feeds += _write_events(world, folder, kind)
        tell(0.2 + 0.2 * (kind + 1), PROFILE_OF[name])
    operations.write(world, folder)
    testimony.write(world, folder)
    tell(0.9, "truth")
    feeds += _write_surroundings(world, folder / "surroundings")
    tell(1.0, "surroundings")
    return sorted(feeds, key=lambda feed: (feed.order, feed.path.name))
