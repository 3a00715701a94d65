"""Heavy work one at a time, over all threads and processes of this machine (pure).

The system lets go of the lock of a process that ends, however it ends: after a crash nobody is
kept out, and there is nothing to tidy up.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Somebody of that name is at work already."""


@contextmanager
def turn(folder: Path, name: str) -> Iterator[None]:
    """Raises Busy at once instead of waiting."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / name).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
