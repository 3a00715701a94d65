"""Pages that are made from the code agree with it."""

from pathlib import Path

from registry.management.commands.rights_table import rights_markdown

DOCS = Path(__file__).parents[1] / "docs"


def test_the_table_of_rights_is_the_one_in_force():
    assert (DOCS / "rights.md").read_text(encoding="utf-8") == rights_markdown()
