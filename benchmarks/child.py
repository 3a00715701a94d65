"""Runs one script against the empty database of BANSOS_DATABASE_URL; prints its ratios as JSON.

Started by `benchmarks/__main__.py`; a script is a module with `run(size) -> list[Ratio]`.
"""

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module


def main(script: str, size: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansos.settings")
    # Django's parts may be imported only after set-up.
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    ratios = import_module(f"benchmarks.{script}").run(size)
    print(json.dumps([asdict(ratio) for ratio in ratios]))


if __name__ == "__main__":
    main(*sys.argv[1:])
