"""Heavy work one at a time, over all threads and processes of this machine, for all to see (pure).

The system lets go of the lock of a process that ends, however it ends: after a crash nobody is
kept out, and there is nothing to tidy up.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Called with how much is done, and of how much.
Tell = Callable[[int, int], None]


class Busy(Exception):
    """Somebody of that name is at work already."""


@dataclass(frozen=True)
class Look:
    """What whoever passes by sees. `changed` is another number after each work that ended.

    `total` is 0 while it is unknown, and None where nobody is at work.
    """

    done: int
    total: int | None
    changed: int


@contextmanager
def turn(folder: Path, name: str) -> Iterator[Tell]:
    """Raises Busy at once instead of waiting."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Opening empties nothing: whoever is refused leaves what the other one wrote.
    with (folder / name).open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None

        def tell(done: int, total: int) -> None:
            # A line more each time: whoever looks finds a whole last one, also after a crash.
            os.write(held.fileno(), b"%d %d\n" % (done, total))

        tell(0, 0)
        try:
            yield tell
        finally:
            held.truncate(0)


def look(folder: Path, name: str) -> Look:
    """Asks nobody to wait, and keeps nobody out. A crash leaves its last words until the next."""
    try:
        with (folder / name).open("rb") as file:
            lines = file.read().split(b"\n")
            changed = os.fstat(file.fileno()).st_mtime_ns // 1_000_000
    except FileNotFoundError:
        return Look(0, None, 0)
    if len(lines) < 2:
        return Look(0, None, changed)
    done, total = lines[-2].split()
    return Look(int(done), int(total), changed)
