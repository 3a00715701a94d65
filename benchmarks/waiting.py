"""24 writers who came while SQLite's lock was held: how long the last waits once it is free.

Ours asks every few milliseconds (`bansos.lib.sqlite`), the peer is Django's own backend, which
waits as SQLite does. PostgreSQL lets nobody wait for a whole database.
"""

import multiprocessing
import random
import statistics
import tempfile
import time
from contextlib import closing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.utils import ConnectionHandler

from benchmarks.harness import FULL, Ratio

OURS, PEER = "bansos.lib.sqlite", "django.db.backends.sqlite3"
WRITERS = 24
HELD = 1.2  # seconds
COME_WITHIN = 1.0  # seconds
WORKS = 0.004  # seconds of the processor under the lock, as a decision does
ROUNDS = {FULL: 7}
FEW_ROUNDS = 3
CONTEXT = multiprocessing.get_context("fork")


def run(size: str) -> list[Ratio]:
    if connection.vendor != "sqlite":
        return []
    settings = connection.settings_dict
    connections.close_all()
    found: dict[str, list[float]] = {OURS: [], PEER: []}
    for turn in range(ROUNDS.get(size, FEW_ROUNDS)):
        for engine in (OURS, PEER) if turn % 2 == 0 else (PEER, OURS):
            found[engine].append(_last_wait({**settings, "ENGINE": engine}, turn))
    return [
        Ratio(
            name=f"the last of {WRITERS} writers has had his turn after the lock is free",
            database="sqlite",
            rows=WRITERS,
            seconds=statistics.median(found[OURS]),
            peer_seconds=statistics.median(found[PEER]),
            peer="Django's own backend",
            note=f"{WRITERS * WORKS:.1f} s of work; longest {max(found[OURS]):.2f} s "
            f"against {max(found[PEER]):.2f} s",
        )
    ]


def _last_wait(settings: dict[str, Any], seed: int) -> float:
    """Seconds from when the lock is free until the last writer has written."""
    with tempfile.TemporaryDirectory(prefix="bansos-bench-") as folder:
        entry = {**settings, "NAME": Path(folder) / "waiting.sqlite3"}
        chance, done = random.Random(seed), CONTEXT.Queue()
        held = CONTEXT.Barrier(WRITERS + 1)
        writers = [
            CONTEXT.Process(target=_write, args=(entry, chance.uniform(0, COME_WITHIN), held, done))
            for _ in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        # Opened only now: a process that is forked off would take these locks for its own.
        with closing(_opened(entry)) as holder:
            with holder.cursor() as cursor:
                cursor.execute("CREATE TABLE written (writer INTEGER)")
            _begin(holder)
            held.wait()
            time.sleep(HELD)
            holder.commit()
            free = time.time()
        last = max(done.get() for _ in writers)
        for writer in writers:
            writer.join()
        return last - free


def _write(entry: dict[str, Any], comes_after: float, held: Barrier, done: "Queue[float]") -> None:
    held.wait()
    time.sleep(comes_after)
    with closing(_opened(entry)) as mine:
        _begin(mine)
        with mine.cursor() as cursor:
            cursor.execute("INSERT INTO written VALUES (1)")
        ends = time.process_time() + WORKS
        while time.process_time() < ends:
            pass
        mine.commit()
        done.put(time.time())


def _opened(entry: dict[str, Any]) -> Any:
    return ConnectionHandler({"default": entry})["default"]


def _begin(mine: Any) -> None:
    mine.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
