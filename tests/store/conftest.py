"""Both databases for every store test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from store import Store


def _server_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _run(programs: Path, *arguments: str) -> None:
    command = [str(programs / arguments[0]), *arguments[1:]]
    if os.geteuid() == 0:
        # The server refuses to run as root.
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd="/")


def _cluster(folder: Path, programs: Path) -> Iterator[str]:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    _run(programs, "initdb", "-D", data, "-U", "wusetu", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    log = str(folder / "log")
    _run(programs, "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
    try:
        yield f"postgresql+psycopg://wusetu@/postgres?host={folder}"
    finally:
        _run(programs, "pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server to make schemas in: WUSETU_TEST_POSTGRES, or a cluster of our own."""
    if given := os.environ.get("WUSETU_TEST_POSTGRES"):
        yield make_url(given).set(drivername="postgresql+psycopg").render_as_string(False)
        return
    programs = _server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL: WUSETU_TEST_POSTGRES is not set and no server is installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("no PostgreSQL: as root the server needs runuser")
    folder = Path(tempfile.mkdtemp(prefix="wusetu-pg-", dir="/tmp"))
    try:
        yield from _cluster(folder, programs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: a file, or a schema of its own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'wusetu.db'}"
        return
    server = make_url(request.getfixturevalue("postgres_url"))
    schema = f"t{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        own = server.update_query_dict({"options": f"-csearch_path={schema}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A database with all tables and no rows."""
    opened = Store.open(url)
    opened.upgrade()
    yield opened
    opened.close()
