"""What a message shows of a damaged cell; which cells are damaged stands in the table of cases."""

import pytest

from registry.models import RunState
from tests.registry.imports.lists import HEAD, counts, preview, problems_of, write_list
from tests.registry.imports.workbooks import xls

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", ["NAMA", "ALAMAT", "PEKERJAAN"])
def test_a_number_of_a_person_in_a_column_of_words_is_a_problem(tmp_path, column):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, column: "SITI 6472031205800001"}]))
    assert counts(run) == (0, 0, 0, 1)
    assert "kolomnya tertukar" in problems_of(run)


def test_a_nik_that_lost_digits_is_quoted_masked(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": "647203120580"}]))
    found = run.staged_rows.get().problems[0][1]
    assert found == "647203**0580"


# The title, a heading, a cell that cannot be read and a name: all of them are quoted somewhere.
WITH_NUL = [
    ["DAFTAR\x00 BPNT", "", "", ""],
    ["NIK", "NAMA", "TANGGAL LAHIR", "CAT\x00ATAN"],
    [HEAD["NIK"], "SI\x00TI", "ab\x00cd", "x\x00y"],
]


@pytest.mark.parametrize("ending", ["csv", "xls"])
def test_nul_which_no_database_need_store_is_left_at_the_door(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    if ending == "xls":
        xls(path, WITH_NUL)
    else:
        path.write_text("\n".join("|".join(row) for row in WITH_NUL) + "\n\x00|\x00\n\x00")
    run = preview(path, "recipients", {"program": "BPNT"})
    assert (run.state, run.error, counts(run)) == (RunState.PREVIEWED, "", (0, 0, 0, 1))
    assert (run.effects["title"], run.headers[3]) == (["DAFTAR BPNT"], "CATATAN")
    row = run.staged_rows.get()
    assert (row.problems[0][1], row.raw[3]) == ("abcd", "xy")
