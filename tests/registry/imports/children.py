"""Steps of a run in processes of their own, on the test's database: they meet, and are killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from registry.models import ImportRun

PROJECT = Path(__file__).resolve().parents[3]
CHILD_CODE = """
import sys, django
django.setup()
from registry.imports import runs
from registry.imports.undoing import undo
from registry.models import ImportRun
run = ImportRun.objects.get(public_id=sys.argv[2])
print("ready", flush=True)
sys.stdin.read()
undo.undo(run, None) if sys.argv[1] == "undo" else getattr(runs, sys.argv[1])(run)
"""


def held(step: str, run: ImportRun) -> "subprocess.Popen[bytes]":
    """Another process that is about to do one step of the run, and waits to be let go."""
    names = connection.settings_dict
    url = f"sqlite:///{names['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{names['USER']}@/{names['NAME']}?host={names['HOST']}"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD_CODE, step, str(run.public_id)],
        cwd=PROJECT,
        env={
            **os.environ,
            "BANSOS_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bansos.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


def let_go(child: "subprocess.Popen[bytes]") -> None:
    assert child.stdin is not None
    child.stdin.close()
    child.stdin = None  # or a later communicate() would flush it


def start(step: str, run: ImportRun) -> "subprocess.Popen[bytes]":
    """Begins one step of the run in another process."""
    child = held(step, run)
    let_go(child)
    return child


def at_once(*steps: tuple[str, ImportRun]) -> list[int]:
    """Exit codes of steps that begin in the same moment, in the order in which they were let go."""
    children = [held(step, run) for step, run in steps]
    for child in children:
        let_go(child)
    return [child.wait() for child in children]


def kill(child: "subprocess.Popen[bytes]", after: float) -> None:
    """SIGKILL: no handler runs, no transaction is ended by hand."""
    time.sleep(after)
    child.kill()
    child.communicate()


def died_long_ago(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - timedelta(hours=1))


class Killed(BaseException):
    """No handler of ours sees a kill."""


def die(work: Callable[[ImportRun], None], run: ImportRun, at: str = "") -> None:
    """The worker is killed as soon as it asks for the rows of the file, or does `at` to them."""

    def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "registry_stagedrow" in sql and sql.startswith(at):
            raise Killed
        return execute(sql, params, many, context)

    with pytest.raises(Killed), connection.execute_wrapper(kill):
        work(run)
