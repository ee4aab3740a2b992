"""Reading a TOML table so that every fault is collected instead of the first one raised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import Any, TypeVar

from errors import RefusedError
from vocab import day_number

E = TypeVar("E", bound=StrEnum)


class Entries:
    """One table of a TOML text. Inner tables write their faults into the same list."""

    def __init__(
        self, table: dict[str, Any], path: str, faults: list[RefusedError] | None = None
    ) -> None:
        self._table = table
        self._path = path
        self.faults: list[RefusedError] = [] if faults is None else faults

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def keys(self) -> list[str]:
        return list(self._table)

    def fault(self, code: str, **values: object) -> None:
        """Note ``ingest.entry.<code>``; a ``key`` is told with its full path."""
        if "key" in values:
            values["key"] = f"{self._path}{values['key']}"
        fault = RefusedError(f"ingest.entry.{code}", **values)
        # Tables are opened more than once on the way: the same fault is told once.
        if str(fault) not in map(str, self.faults):
            self.faults.append(fault)

    def leave(self, allowed: Collection[str]) -> None:
        """Refuse every key that is not allowed."""
        for key in sorted(set(self._table) - set(allowed)):
            self.fault("unknown", key=key)

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self._table.get(key, "")
        if isinstance(value, (dict, list)):
            self.fault("bad_value", key=key, value=value)
            return ""
        if needed and not str(value).strip():
            self.fault("needed", key=key)
        return str(value).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self._table.get(key, [])
        listed = value if isinstance(value, list) else [value]
        if any(isinstance(item, (dict, list)) for item in listed):
            self.fault("bad_value", key=key, value=value)
            return ()
        return tuple(str(item).strip() for item in listed if str(item).strip())

    def number(self, key: str) -> int | None:
        value = self._table.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            self.fault("bad_value", key=key, value=value)
            return None
        return value

    def day(self, key: str) -> int | None:
        """A date as its day number; a TOML date or its ISO text."""
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime):
            return day_number(value.date())
        try:
            return day_number(
                value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
            )
        except ValueError:
            self.fault("bad_value", key=key, value=value)
            return None

    def choice(
        self, key: str, kind: type[E], default: E | None, *, needed: bool = True
    ) -> E | None:
        """A member of ``kind``; a fault names the words allowed."""
        if key not in self._table:
            if default is None and needed:
                self.fault("needed", key=key)
            return default
        value = str(self._table[key])
        if value in [member.value for member in kind]:
            return kind(value)
        self.fault("choice", key=key, value=value, choices=", ".join(kind))
        return default

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """One of some words, the first when absent."""
        value = self.text(key) or choices[0]
        self.leave({key})
        if value not in choices:
            self.fault("choice", key=key, value=value, choices=", ".join(choices))
        return value

    def mapping(self, key: str) -> list[tuple[str, Any]]:
        return [*self.table(key)._table.items()]

    def keys_of(self, key: str) -> list[str]:
        return self.table(key).keys()

    def table(self, key: str) -> Entries:
        """The inner table, empty when absent."""
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            self.fault("bad_value", key=key, value=value)
            value = {}
        return Entries(value, f"{self._path}{key}.", self.faults)

    def tables(self, key: str) -> list[Entries]:
        """A list of inner tables (``[[key]]``)."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault("bad_value", key=key, value=value)
            return []
        return [
            Entries(item, f"{self._path}{key}[{i}].", self.faults) for i, item in enumerate(value)
        ]
