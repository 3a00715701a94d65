"""Heavy work one at a time, and nobody kept out by who died."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bansos.lib.turns import Busy, look, turn

HOLDER = """
import sys, time
from pathlib import Path
from bansos.lib.turns import turn
with turn(Path(sys.argv[1]), "a"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_of_a_name_is_refused_until_the_first_is_done(tmp_path):
    with turn(tmp_path, "a"), turn(tmp_path, "b"), pytest.raises(Busy), turn(tmp_path, "a"):
        pass
    with turn(tmp_path, "a"):
        pass


def test_another_thread_is_refused_too(tmp_path):
    def ask():
        with turn(tmp_path, "a"):
            pass

    with turn(tmp_path, "a"), ThreadPoolExecutor(1) as pool, pytest.raises(Busy):
        pool.submit(ask).result()


def test_work_that_failed_lets_go(tmp_path):
    with pytest.raises(ZeroDivisionError), turn(tmp_path, "a"):
        _ = 1 / 0
    with turn(tmp_path, "a"):
        pass


def test_a_process_that_was_killed_keeps_nobody_out(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), turn(tmp_path, "a"):
            pass
        holder.kill()
    with turn(tmp_path, "a"):
        pass


def test_who_looks_sees_how_far_the_work_is_and_that_it_ended(tmp_path):
    assert look(tmp_path, "a").total is None
    with turn(tmp_path, "a") as tell:
        assert (look(tmp_path, "a").done, look(tmp_path, "a").total) == (0, 0)
        tell(2_000, 9_000)
        tell(4_000, 9_000)
        with pytest.raises(Busy), turn(tmp_path, "a"):
            pass
        seen = look(tmp_path, "a")
        assert (seen.done, seen.total) == (4_000, 9_000)
    assert look(tmp_path, "a").total is None
    assert look(tmp_path, "a").changed > 0


def test_what_a_killed_process_told_is_not_said_of_the_next_work(tmp_path):
    (tmp_path / "a").write_bytes(b"7 9\n")
    with turn(tmp_path, "a"):
        assert look(tmp_path, "a").done == 0
    assert look(tmp_path, "a").total is None
