"""What a message shows of a damaged cell; which cells are damaged stands in the table of cases."""

import pytest

from tests.registry.imports.lists import HEAD, counts, preview, problems_of, write_list

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
