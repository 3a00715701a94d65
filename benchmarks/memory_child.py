"""Imports one list, previewed and applied, and prints what it took. Started by `memory`."""

import json
import os
import tempfile
import time
from pathlib import Path


def main(path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansos.settings")
    # Django's parts may be imported only after set-up.
    import django

    django.setup()
    from django.test import override_settings

    from registry.imports import runs

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        run = runs.receive(path=Path(path), name="memory.csv", kind="dtks", options={}, by=None)
        runs.read(run)
        runs.ask_apply(run=run, by=None)
        runs.apply(run)
    if run.state != "diterapkan":
        raise RuntimeError(f"not what was to be measured: {run.state} {run.error}")
    print(json.dumps({"megabytes": _peak(), "seconds": time.monotonic() - began}))


def _peak() -> float:
    """Of this program alone: what `getrusage` says counts who started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line for line in lines if line.startswith("VmHWM")).split()[1]
    return int(kilobytes) / 1024
