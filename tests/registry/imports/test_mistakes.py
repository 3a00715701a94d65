"""The file with twelve kinds of mistakes: each one is told, no other row suffers for it."""

import pytest

from tests.registry.imports.lists import counts, preview
from tests.support.mistakes import MISSPELT_ROWS, MISTAKES, SOUND_ROWS, write_mistakes

pytestmark = pytest.mark.django_db


def test_every_mistake_is_a_row_of_its_own_kind(tmp_path):
    run = preview(write_mistakes(tmp_path / "juli.xlsx"))
    assert (run.sheet, run.header_row) == ("Data", 4)
    assert counts(run) == (SOUND_ROWS, 0, 0, MISSPELT_ROWS + len(MISTAKES))
    told = run.staged_rows.filter(outcome="problem").values_list("problems", flat=True)
    causes = {(field, sentence) for problems in told for field, _, sentence in problems}
    assert len(causes) == 1 + len(MISTAKES)
