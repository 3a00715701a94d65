"""What the command line says before anything is prepared."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_that_nobody_prepared_is_told_so(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    said = run("manage.py", "register_figures", BANSOS_DATABASE_URL=url)
    assert said.returncode == 2
    assert "manage.py migrate" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_wrong_setting_is_told_in_one_line():
    said = run("manage.py", "register_figures", BANSOS_DEBUG="mungkin")
    assert said.returncode == 2
    assert said.stderr.count("\n") == 1
    assert "BANSOS_DEBUG" in said.stderr
