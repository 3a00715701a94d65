"""python -m benchmarks [--size small|full] [--only overlap] [--database sqlite|postgres]

Each script runs in a process and a fresh database of its own, on both databases; all that they
measured is printed as one table.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks import databases
from benchmarks.harness import FULL, SMALL, Ratio, table

SCRIPTS = ("imports", "officers", "waiting", "memory", "overlap", "linking")
DATABASES = ("sqlite", "postgres")


def main() -> int:
    options = _options()
    ratios: list[Ratio] = []
    for database in options.database:
        for script, url in _fresh_databases(database, options.only):
            print(f"{script} on {database} …", file=sys.stderr, flush=True)
            ratios += _measure(script, url, options.size)
    print(table(ratios))
    return 0


def _fresh_databases(database: str, scripts: list[str]) -> Iterator[tuple[str, str]]:
    if database == "sqlite":
        for script in scripts:
            with databases.fresh_sqlite() as url:
                yield script, url
        return
    with databases.postgres_server() as server:
        for script in scripts:
            with databases.fresh_postgres(server) as url:
                yield script, url


def _measure(script: str, url: str, size: str) -> list[Ratio]:
    """Runs one script in a child: its memory, caches and settings are its own."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", script, size],
        env={**os.environ, "BANSOS_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return [Ratio(**ratio) for ratio in json.loads(child.stdout)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--size", choices=[SMALL, FULL], default=SMALL)
    parser.add_argument("--only", choices=SCRIPTS, nargs="+", default=list(SCRIPTS))
    parser.add_argument("--database", choices=DATABASES, nargs="+", default=list(DATABASES))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
