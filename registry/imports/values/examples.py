"""The example people of the templates, met again among the rows of a file.

They are nobody: among real rows an example row is noise, as a title is. A file that holds nothing
else is the template itself: it is read in full, to be tried, and never applied.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from bansos.lib.text import clean_text
from registry.imports.importkinds import Kind, Remark, Values
from registry.imports.values.cleaning import shown
from registry.imports.values.mending import IDENTITIES

LEFT_OVER = "Ini isi berkas contoh, bukan isi yang sebenarnya. Tulis yang sebenarnya."
# What says who a row is about.
PERSONS = ("nik", "name")
WHO = IDENTITIES - {"mother_name", "head_name"}


class Examples:
    """Knows the example people of one kind, by the examples of its own columns."""

    def __init__(self, kind: Kind, fields: Collection[str]) -> None:
        columns = kind.resource.fields
        told = {field: getattr(columns[field], "examples", ()) for field in fields if field in WHO}
        self._told = {
            field: {clean_text(cell) for cell in cells} - {""} for field, cells in told.items()
        }

    def among(self, rows: Sequence[Values]) -> dict[int, list[Remark]]:
        """By the place of a cleaned row: what of it that says who it is stands in the template.

        The number of a house alone does not: some house may have it.
        """
        found: dict[int, list[Remark]] = defaultdict(list)
        for field, examples in self._told.items():
            for n, values in enumerate(rows):
                if (value := values.get(field)) in examples:
                    found[n].append((field, shown(value), LEFT_OVER))
        return {
            n: remarks
            for n, remarks in found.items()
            if len(remarks) > 1 or remarks[0][0] in PERSONS
        }

    def is_nobody(self, values: Values, remarks: Sequence[Remark]) -> bool:
        """Whether all that says who a row is about, numbers and name, is the template's."""
        return len(remarks) == sum(bool(values.get(field)) for field in self._told)
