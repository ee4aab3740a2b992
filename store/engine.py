"""数据库 One database file or server: opening, upgrading, transactions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from errors import BusyError

Tx: TypeAlias = Connection

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
BUSY_SECONDS = 30.0
_WRITES = "wusetu_writes"


def to_json(value: object) -> str:
    """JSON text as the database keeps it: Chinese readable, no NaN."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Store:
    """The database of one data folder. Cheap to hold; threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> Store:
        """Name a database; nothing is read or made yet.

        Args:
            url: ``sqlite:///path`` or ``postgresql://…`` (psycopg 3).
            busy_seconds: how long a write waits for another one (SQLite).
        """
        address = make_url(url)
        if address.drivername in {"postgresql", "postgres"}:
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(
            address, json_serializer=to_json, pool_size=10, max_overflow=30, pool_pre_ping=True
        )
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, busy_seconds)
        return cls(engine)

    @property
    def url(self) -> URL:
        return self._engine.url

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that writes: all of it is kept, or nothing when anything is raised.

        SQLite takes the write lock at once, so that nothing read here can be stale.

        Raises:
            BusyError: another process held the write lock for all of ``busy_seconds``.
        """
        with self._engine.connect().execution_options(**{_WRITES: True}) as connection:
            try:
                transaction = connection.begin()
            except OperationalError as error:
                if "locked" in str(error.orig):
                    raise BusyError("store.locked", seconds=BUSY_SECONDS) from error
                raise
            with transaction:
                yield connection

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads: one unchanging view, and writing fails."""
        options: dict[str, Any] = {_WRITES: False}
        if not self.is_sqlite:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest form, in one transaction."""
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        with self.begin() as tx:
            if not self.is_sqlite:
                # Two servers may start together; the second finds the work done.
                tx.exec_driver_sql("SELECT pg_advisory_xact_lock(19630042)")
            command.upgrade(_alembic(tx), "head")

    def is_ready(self) -> bool:
        """Whether the database answers and its tables are of this version."""
        return self._revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def is_behind(self) -> bool:
        """Whether the tables were made by an older version and ``upgrade`` has work to do."""
        return self._revision() is not None and not self.is_ready()

    def _revision(self) -> str | None:
        """The version of the tables; None where there is no database or none of ours."""
        if self.is_sqlite and not Path(self.url.database or "").is_file():
            return None
        try:
            with self.read() as tx:
                return MigrationContext.configure(tx).get_current_revision()
        except SQLAlchemyError:
            return None

    def close(self) -> None:
        """Close all connections; the store may be used again."""
        self._engine.dispose()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _prepare_sqlite(engine: Engine, busy_seconds: float) -> None:
    """Take transactions out of the driver's hands and set what every connection needs."""

    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, record: object) -> None:
        # The driver would open transactions late and commit before some statements by itself.
        raw.isolation_level = None
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # Without it INSERT OR REPLACE would pass by the triggers against deletion.
        cursor.execute("PRAGMA recursive_triggers = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        # A connection keeps it; most transactions read, as the one before did.
        if connection.info.get(_WRITES) is not writes:
            connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
            connection.info[_WRITES] = writes
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
