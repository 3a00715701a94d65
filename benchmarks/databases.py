"""Fresh databases to measure in: a SQLite file, and a database of its own on a PostgreSQL."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.support import postgres

# The URL of a server that runs already; where it is not set, one is started and thrown away.
POSTGRES_VARIABLE = "BANSOS_BENCH_POSTGRES"


@contextmanager
def fresh_sqlite() -> Iterator[str]:
    """The URL of an empty SQLite file, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="bansos-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


@contextmanager
def fresh_postgres(server: str) -> Iterator[str]:
    """The URL of an empty database on `server` (a URL of it), dropped afterwards."""
    name = f"bansos_bench_{uuid.uuid4().hex[:8]}"
    _execute(server, f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def postgres_server() -> Iterator[str]:
    given = os.environ.get(POSTGRES_VARIABLE)
    if given:
        yield given
        return
    with postgres.server() as url:
        yield url


def _execute(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
