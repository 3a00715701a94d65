"""Heavy work one at a time, and nobody kept out by who died."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bansos.lib.turns import Busy, turn

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
