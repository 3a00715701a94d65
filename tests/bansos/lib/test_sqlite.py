"""Writers that wait for SQLite's lock, each with a connection of its own to one file."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

CROWD = 12
PATIENT, HURRIED = 30, 0.05  # seconds


@pytest.fixture(autouse=True)
def _files_of_their_own(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def other(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as found:
        found.execute("PRAGMA journal_mode = WAL")
        found.execute("CREATE TABLE words (word TEXT)")
        yield found


@contextmanager
def _opened(folder: Path, timeout: float) -> Iterator[Any]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
    entry = {"ENGINE": "bansos.lib.sqlite", "NAME": folder / "a.sqlite3", "OPTIONS": options}
    with closing(ConnectionHandler({"default": entry})["default"]) as connection:
        yield connection


def _write(folder: Path, word: str, timeout: float = PATIENT) -> list[Any]:
    """The statements it took, the first of them being BEGIN."""
    with _opened(folder, timeout) as connection:
        connection.force_debug_cursor = True
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO words VALUES (%s)", [word])
        connection.commit()
        return [query["sql"] for query in connection.queries]


def _words(connection: sqlite3.Connection) -> list[str]:
    return sorted(word for (word,) in connection.execute("SELECT word FROM words"))


def test_all_who_wait_have_their_turn(tmp_path: Path, other: sqlite3.Connection) -> None:
    words = sorted(f"kata {n}" for n in range(CROWD))
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(CROWD) as pool:
        waiting = [pool.submit(_write, tmp_path, word) for word in words]
        assert not wait(waiting, timeout=HURRIED).done
        other.execute("COMMIT")
        for one in waiting:
            one.result()
    assert _words(other) == words


def test_waiting_counts_as_one_statement(tmp_path: Path, other: sqlite3.Connection) -> None:
    alone = _write(tmp_path, "satu")
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(_write, tmp_path, "dua")
        assert not wait([waiting], timeout=HURRIED).done
        other.execute("COMMIT")
        assert len(waiting.result()) == len(alone)


def test_nobody_waits_for_ever(tmp_path: Path, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        _write(tmp_path, "tiga", timeout=HURRIED)


def test_what_is_no_waiting_is_told_at_once(tmp_path: Path, other: sqlite3.Connection) -> None:
    with _opened(tmp_path, PATIENT) as connection:
        begin = partial(
            connection.set_autocommit, False, force_begin_transaction_with_broken_autocommit=True
        )
        begin()
        connection.autocommit = True  # as if nothing had begun
        with pytest.raises(OperationalError, match="within a transaction"):
            begin()


def test_a_statement_by_itself_waits_as_before(tmp_path: Path, other: sqlite3.Connection) -> None:
    with _opened(tmp_path, PATIENT) as connection:
        for _ in range(2):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout")
                assert cursor.fetchone() == (PATIENT * 1000,)
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            connection.rollback()
            connection.set_autocommit(True)
