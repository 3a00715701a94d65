"""A real PostgreSQL for tests and benchmarks, in a temporary directory, gone afterwards.

    python -m tests.support.postgres pytest -n 2

runs the command with BANSOS_DATABASE_URL set to a fresh server on a Unix socket: no port, no
password, nothing shared with a PostgreSQL that may already run on this machine.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

SUPERUSER = "bansos"
# PostgreSQL refuses to run as root: root lends it this user, which Debian's package makes.
SYSTEM_USER = "postgres"
START_SECONDS = 30
STOP_SECONDS = 15
# Safe only because the data is thrown away: no waiting for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "100",
}


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Starts a server, yields its URL, and always stops it and removes its files."""
    folder = Path(tempfile.mkdtemp(prefix="bansos-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
        _initialise(folder)
        with _running(folder):
            yield f"postgres://{SUPERUSER}@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(folder: Path) -> None:
    # C.UTF-8 sorts by code point, as SQLite does: lists come in the same order on both.
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [_program("initdb"), "-D", str(folder / "data"), "-U", SUPERUSER, *options],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **_identity(),
    )


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[None]:
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [_program("postgres"), "-D", str(folder / "data"), *flags],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl+C is for the tests: the server must outlive their clean-up.
            start_new_session=True,
            preexec_fn=_die_with_parent,
            **_identity(),
        )
    try:
        _wait_until_ready(process, folder, log)
        yield
    finally:
        _stop(process)


def _wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        command = [_program("pg_isready"), "-q", "-h", str(folder), "-d", "postgres"]
        if subprocess.run(command, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)  # "fast": connections are cut
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # "immediate": as after a power cut
        process.wait(STOP_SECONDS)


def _die_with_parent() -> None:
    """Even kill -9 of this process stops the server (Linux)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _identity() -> dict[str, Any]:
    """The user the server runs as, in the words of `subprocess`."""
    if os.geteuid() != 0:
        return {}
    return {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []}


def _program(name: str) -> str:
    """Debian keeps the server's programs out of PATH, in a folder per version; the newest wins."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    found = newest or shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is missing. Install it with: sudo apt-get install postgresql")
    return str(found)


def main(command: list[str]) -> int:
    """Runs `command` against a fresh server; its exit code is ours."""
    signal.signal(signal.SIGTERM, _exit)
    with server() as url:
        environment = {**os.environ, "BANSOS_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


def _exit(signum: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
