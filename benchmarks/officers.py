"""24 officers who decide at doors while files come in: how long each decision takes, and errors.

Every officer is a process of his own that reads a household of his kelurahan as its page does and
calls the action behind the button, then thinks for a second. Meanwhile a worker reads,
previews and applies files over the same city, and adds up its figures as after every file: a list
of payments that opens a programme, and the next month's of the same recipients; the monthly list
of people, in which every tenth household says something new; the next release, which lists all of
them anew; a kecamatan whose households are all new; and a list of as many new households as the
city has, which no city sees that has officers at doors (decision 14). The peer is the time that is
promised.
"""

import csv
import multiprocessing
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone

from benchmarks import dtks_file
from benchmarks.harness import FULL, Ratio
from programs.overlap import upkeep
from registry.codes import VisitResult
from registry.imports import runs
from registry.models import Area, Household, Posting, RunState, User
from registry.roles import Permission, Role
from registry.tasks import give_way
from verification.actions.rounds import open_round
from verification.actions.visits import record_visit
from verification.findings import VisitFinding
from verification.models import Round

OFFICERS = 24
THINKS = (0.5, 1.5)  # seconds between two decisions of one officer
HOUSEHOLDS = {FULL: 42_124}
SMALL_HOUSEHOLDS = 1_500
WARM_UP = 3  # decisions of each officer beforehand
DISTRICTS = 10  # of Samarinda
# Shorter ones are done before the first officer has thought.
SHORTEST_LIST = 1_000
CHANGED = 10  # every tenth household of the monthly list says something new
PROMISED = {"sqlite": 1.0, "postgresql": 0.1}
FOUND = (VisitResult.CONFIRMED, VisitResult.CONFIRMED, VisitResult.NOT_FOUND)
# (began at, took seconds, "" or the error's name)
Decision = tuple[float, float, str]
# Forked, so that 24 processes cost the memory of one; each opens a connection of its own.
CONTEXT = multiprocessing.get_context("fork")


def run(size: str) -> list[Ratio]:
    households = HOUSEHOLDS.get(size, SMALL_HOUSEHOLDS)
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        files = _files(Path(folder), households)
        _import(files["first"])
        officers = _officers()
        works = {
            "the first list of payments": partial(
                _import, files["payments"], "disbursements", program="BPNT", period="2021-04"
            ),
            "the next list of payments": partial(
                _import, files["payments"], "disbursements", program="BPNT", period="2021-05"
            ),
            "a monthly list": partial(_import, files["monthly"]),
            "the next release": partial(_import, files["monthly"], release="UJI-2031-01"),
            "a kecamatan of new households": partial(_import, files["district"]),
            "a list of new households": partial(_import, files["more"]),
        }
        return [_ratio(name, *_decided_during(work, officers)) for name, work in works.items()]


def _files(folder: Path, households: int) -> dict[str, Path]:
    """The list of last month, payments to its heads, this month's of the same households, a
    kecamatan of others, and one of as many others.
    """
    whole = folder / "whole.csv"
    dtks_file.write(whole, 2 * households + max(households // DISTRICTS, SHORTEST_LIST))
    with whole.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter="|")
    order = list(dict.fromkeys(row[0] for row in rows))
    known, more = set(order[:households]), set(order[-households:])
    district = set(order[households:-households])
    tenth = set(order[::CHANGED])
    job = header.index("PEKERJAAN")
    lists = {
        "first": [row for row in rows if row[0] in known],
        "monthly": [
            [*row[:job], "PEDAGANG", *row[job + 1 :]] if row[0] in tenth else row
            for row in rows
            if row[0] in known
        ],
        "district": [row for row in rows if row[0] in district],
        "more": [row for row in rows if row[0] in more],
    }
    written = {name: _write(folder / f"{name}.csv", header, rows) for name, rows in lists.items()}
    written["payments"] = _write(folder / "payments.csv", *_payments(header, lists["first"]))
    return written


def _payments(header: list[str], people: Iterable[list[str]]) -> tuple[list[str], list[list[str]]]:
    """A bank's list of what the first person of each household got."""
    heads = {row[0]: row for row in reversed([*people])}
    columns = [header.index(name) for name in ("NIK", "NOKK", "NAMA")]
    rows = [[*(row[n] for n in columns), "200000"] for row in heads.values()]
    return ["NIK", "NO KK", "NAMA PENERIMA", "NOMINAL"], rows


def _write(path: Path, header: list[str], rows: Iterable[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="|")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _import(path: Path, kind: str = "dtks", **options: str) -> None:
    run = runs.receive(path=path, name=path.name, kind=kind, options=options, by=None)
    runs.read(run)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    if run.state != RunState.APPLIED:
        raise RuntimeError(f"not what was to be measured: {run.state} {run.error}")
    upkeep.refresh()


def _officers() -> list[int]:
    """One for each of the kelurahan with the most households, and an open round."""
    admin = User.objects.create_user("admin", password=None)
    Posting.objects.create(user=admin, role=Role.ADMIN, area=Area.objects.get(parent=None))
    open_round(code="UJI", name="Uji", opened_on=timezone.localdate(), by=admin)
    found = []
    villages = Area.objects.filter(households__isnull=False).distinct()
    for n, area in enumerate(villages.order_by("pk")[:OFFICERS]):
        officer = User.objects.create_user(f"petugas{n}", password=None)
        Posting.objects.create(user=officer, role=Role.PETUGAS, area=area)
        found.append(officer.pk)
    return found


def _decided_during(work: Callable[[], None], officers: list[int]) -> tuple[float, list[Decision]]:
    """Seconds of the work, and every decision that was begun while it was done."""
    ready, stop, told = CONTEXT.Barrier(len(officers) + 1), CONTEXT.Event(), CONTEXT.Queue()
    children = [
        CONTEXT.Process(target=walk, args=(officer, ready, stop, told)) for officer in officers
    ]
    connections.close_all()
    for child in children:
        child.start()
    worker = CONTEXT.Process(target=_as_worker, args=(work,))
    ready.wait()
    began = time.time()
    try:
        worker.start()
        worker.join()
    finally:
        ended = time.time()
        stop.set()
    if worker.exitcode:
        raise RuntimeError("The import failed: nothing was measured.")
    decisions = [one for _ in children for one in told.get()]
    for child in children:
        child.join()
    return ended - began, [one for one in decisions if began <= one[0] <= ended]


def _as_worker(work: Callable[[], None]) -> None:
    give_way()
    work()


def walk(officer: int, ready: Barrier, stop: Event, told: "Queue[list[Decision]]") -> None:
    """One officer's process."""
    by = User.objects.get(pk=officer)
    chance = random.Random(officer)
    ours = list(
        Household.objects.filter(area__in=by.area_ids(Permission.VERIFY)).values_list(
            "pk", flat=True
        )
    )
    decisions: list[Decision] = []
    # A server's connections outlive a request: what the first one compiles is nobody's wait.
    for _ in range(WARM_UP):
        _decide(by, chance.choice(ours), VisitResult.CONFIRMED)
    ready.wait()
    while not stop.wait(chance.uniform(*THINKS)):
        began, error = time.time(), ""
        try:
            _decide(by, chance.choice(ours), chance.choice(FOUND))
        except Exception as fault:
            error = type(fault).__name__
        decisions.append((began, time.time() - began, error))
    told.put(decisions)


def _decide(by: User, household: int, result: str) -> None:
    seen = Household.objects.get(pk=household)
    record_visit(
        household=seen,
        round=Round.objects.open().get(),
        by=by,
        seen_version=seen.version,
        key=uuid.uuid4(),
        finding=VisitFinding(result=result, visited_on=timezone.localdate()),
    )


def _ratio(name: str, seconds: float, decisions: list[Decision]) -> Ratio:
    times = sorted(took for _, took, _ in decisions)
    errors = [error for _, _, error in decisions if error]
    told = f"{len(errors)} errors" + (f" ({', '.join(sorted({*errors}))})" if errors else "")
    return Ratio(
        name=f"99th of 100 decisions of {OFFICERS} officers during {name}",
        database=connection.vendor,
        rows=len(times),
        seconds=times[int(len(times) * 0.99)],
        peer="what is promised",
        peer_seconds=PROMISED[connection.vendor],
        note=f"{told}; median {statistics.median(times):.3f} s, longest {times[-1]:.2f} s; "
        f"the import took {seconds:.0f} s",
    )
