"""What the command line says before anything is prepared."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_a_database_that_nobody_prepared_is_told_so(tmp_path):
    environment = {**os.environ, "BANSOS_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    said = subprocess.run(
        [sys.executable, "manage.py", "register_figures"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "manage.py migrate" in said.stderr
    assert "Traceback" not in said.stderr
