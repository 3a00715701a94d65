"""Django's backend for SQLite, but who waits for the write lock asks for it every few milliseconds.

SQLite's own waiting asks ever more seldom, up to every 100 ms. Where a crowd waits, the lock then
lies free for most of the time once it is given back, and who has waited longest is served last. A
short pause that stays as it is serves the crowd one right after the other. Rails came to the same:
https://github.com/rails/rails/pull/51958
"""

import sqlite3
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# Seconds. 24 who ask this often take a thirtieth of a core from who works under the lock.
PAUSE = 0.005


class DatabaseWrapper(base.DatabaseWrapper):
    """`OPTIONS["timeout"]`, in seconds: how long a transaction waits at its BEGIN."""

    connection: Any
    transaction_mode: str | None

    def _start_transaction_under_autocommit(self) -> None:
        seconds: float = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        ends = time.monotonic() + seconds
        self._wait_by_itself(0)
        try:
            # The stubs leave out what begins with an underscore.
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if not _is_busy(error.__cause__):
                raise
            with self.wrap_database_errors:
                self._ask_until(ends)
        finally:
            # A statement outside a transaction still waits as SQLite does.
            self._wait_by_itself(seconds)

    def _ask_until(self, ends: float) -> None:
        while True:
            time.sleep(PAUSE)
            try:
                self.connection.execute(f"BEGIN {self.transaction_mode}")
            except sqlite3.OperationalError as error:
                if time.monotonic() >= ends or not _is_busy(error):
                    raise
            else:
                return

    def _wait_by_itself(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_busy(error: BaseException | None) -> bool:
    # The low byte is the kind of error, what is above it its reason.
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
