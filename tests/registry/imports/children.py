"""Steps of a run in processes of their own, on the test's database: they meet, and are killed."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from registry.models import ImportRun

PROJECT = Path(__file__).resolve().parents[3]
CHILD_CODE = """
import sys, django
django.setup()
from registry.imports import runs, undo
from registry.models import ImportRun
run = ImportRun.objects.get(public_id=sys.argv[2])
print("ready", flush=True)
undo.undo(run, None) if sys.argv[1] == "undo" else getattr(runs, sys.argv[1])(run)
"""


def start(step: str, run: ImportRun) -> "subprocess.Popen[bytes]":
    """Does one step of the run in another process; returns when it is about to begin."""
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
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


def kill(child: "subprocess.Popen[bytes]", after: float) -> None:
    """SIGKILL: no handler runs, no transaction is ended by hand."""
    time.sleep(after)
    child.kill()
    child.communicate()


def died_long_ago(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - timedelta(hours=1))
