"""What is wrong with a file, by cause: one line for one kind of mistake, however many numbers."""

import pytest

from registry.views.import_causes import problem_causes, warning_causes
from tests.registry.imports.lists import HEAD, preview, write_list

pytestmark = pytest.mark.django_db


def rows(**wrong):
    """A household for each wrong NIK, everything else sound."""
    return [
        {**HEAD, "ID DTKS": f"647203000000010{at}", "NIK": nik}
        for at, nik in enumerate(wrong["niks"])
    ]


def test_numbers_that_are_wrong_in_the_same_way_are_one_cause(tmp_path):
    short = ["647203120580000", "647203120580001", "647203120580002"]
    run = preview(write_list(tmp_path / "a.csv", rows(niks=short)))
    (cause,) = problem_causes(run).shown
    assert cause.count == 3
    assert cause.sentence.startswith("NIK harus 16 digit; tertulis 15 digit. Periksa")
    assert [number for number, _ in cause.examples] == [2, 3, 4]


def test_newcomers_from_everywhere_are_one_cause(tmp_path):
    run = preview(
        write_list(tmp_path / "a.csv", rows(niks=["6308061205800001", "3578061205800001"]))
    )
    newcomers = [c for c in warning_causes(run).shown if "di luar kota ini" in c.sentence]
    assert [(c.sentence, c.count) for c in newcomers] == [
        ("NIK terbit di luar kota ini; wajar bagi pendatang.", 2)
    ]


def test_a_single_wrong_number_keeps_its_own_words(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", rows(niks=["647203120580000"])))
    (cause,) = problem_causes(run).shown
    assert "(647203*****0000)" in cause.sentence
