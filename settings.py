"""Deployment facts, read once from the environment and a TOML file, and frozen.

The town's judgement (weights, cuts) is policy, not settings.
"""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from errors import SettingsError

ROOT = Path(__file__).resolve().parent
# Said to the test suite, not to the product.
OF_TESTS = {"WUSETU_CASES", "WUSETU_REAL_DATA", "WUSETU_TEST_POSTGRES", "WUSETU_TEST_DEMO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the data lies and how the server answers.

    ``data`` holds the database file, caches and the font. ``database_url`` replaces the SQLite
    file by another database, e.g. ``postgresql+psycopg://…``. ``language`` is a file of words/.
    ``map_approval`` (审图号) and ``base_map_source`` are printed on map sheets; while there is no
    approval number, a sheet says that it is not to be published. ``wall_seams`` are the places in
    pixels from the left where the panels of a big screen meet; no text is set across one.
    """

    data: Path = ROOT / "var"
    database_url: str = ""
    language: str = "zh_CN"
    port: int = 8501
    session_minutes: int = 30
    map_approval: str = ""
    base_map_source: str = ""
    wall_seams: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'wusetu.db'}"


def _convert(name: str, raw: object) -> object:
    kind = {field.name: field.type for field in fields(Settings)}.get(name)
    if kind is None:
        raise SettingsError("settings.unknown", name=name)
    try:
        if kind == "tuple[int, ...]":
            return _numbers(raw)
        if kind == "int":
            return int(str(raw))
        return Path(str(raw)).expanduser().resolve() if kind == "Path" else str(raw)
    except ValueError as error:
        raise SettingsError("settings.bad_value", name=name, value=str(raw)) from error


def _numbers(raw: object) -> tuple[int, ...]:
    """Rising whole numbers, as a list of the file or written with commas in the environment."""
    parts = raw if isinstance(raw, list) else [part for part in str(raw).split(",") if part.strip()]
    return tuple(sorted(int(str(part)) for part in parts))


def load(data: Path | None = None) -> Settings:
    """Read WUSETU_* from the environment over ``settings.toml`` of the data folder.

    Raises:
        SettingsError: an unknown key or a value of the wrong kind.
    """
    values: dict[str, object] = {
        key[len("WUSETU_") :].lower(): value
        for key, value in os.environ.items()
        if key.startswith("WUSETU_") and key not in OF_TESTS
    }
    if data is not None:
        values["data"] = data
    folder = Path(str(values.get("data", Settings.__dataclass_fields__["data"].default)))
    file = folder / "settings.toml"
    if file.exists():
        values = {**tomllib.loads(file.read_text(encoding="utf-8")), **values}
    return Settings(**{key: _convert(key, raw) for key, raw in values.items()})  # type: ignore[arg-type]


class Clock:
    """The one clock. ``now`` is replaced in tests and by a demo folder's own time.

    A data folder with ``clock.toml`` (``now = 2026-11-18T03:00:00+08:00``) stands still there.
    """

    def __init__(self, fixed: dt.datetime | None = None) -> None:
        self.fixed = fixed

    @property
    def is_fixed(self) -> bool:
        return self.fixed is not None

    def now(self) -> dt.datetime:
        """Aware time in UTC."""
        return (self.fixed or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)


def clock_of(folder: Path) -> Clock:
    """The clock of a data folder.

    Raises:
        SettingsError: ``clock.toml`` holds no aware time.
    """
    file = folder / "clock.toml"
    if not file.exists():
        return Clock()
    now = tomllib.loads(file.read_text(encoding="utf-8")).get("now")
    if not isinstance(now, dt.datetime) or now.tzinfo is None:
        raise SettingsError("settings.bad_value", name="clock.toml now", value=str(now))
    return Clock(now)
