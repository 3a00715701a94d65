"""What the correction files of a run put in the place of its rows, oldest file first.

Colleagues mend in copies of their own, and an old copy lies about for long: what one file has
mended, a row that another still holds as it was does not take back.
"""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from registry.imports.columns.noise import LeftOut
from registry.imports.corrections.corrected import (
    correction_of,
    read_correction,
    same_cell,
    same_cells,
)
from registry.imports.values.headings import Headed
from registry.models import ImportRun, SourceFile

# Whether cells below this heading make a row without a problem of its own.
IsSound = Callable[[list[Any], Headed | None], bool]


class Replacement(NamedTuple):
    """The cells that a correction file puts in the place of a row's."""

    cells: list[Any]
    file_id: int


class Replacements:
    """Raises FileRefused where a file cannot be read."""

    def __init__(self, run: ImportRun, is_sound: IsSound) -> None:
        self._is_sound = is_sound
        self._rows: dict[int, list[Replacement]] = {}
        self._set_aside = LeftOut()
        hashes = run.options.get("corrections") or []
        self._files = [SourceFile.objects.get(sha256=sha256) for sha256 in hashes]
        for file in self._files:
            path = Path(file.path)
            for number, cells in read_correction(path, correction_of(run, path)):
                self._rows.setdefault(number, []).append(Replacement(cells, file.pk))

    def latest(
        self, number: int, sent: list[Any], headed: Headed | None
    ) -> tuple[list[Any], int | None]:
        """The cells that count, and the file that changed them; unchanged ones stay the sender's.

        Once a file has changed a row, another takes its place unless it holds it as it was sent,
        or would make a problem of a row that is sound.
        """
        cells, mended_by = sent, None
        for told in self._rows.get(number, ()):
            if same_cells(cells, told.cells):
                continue
            offered = _merged(cells, told.cells)
            if mended_by is not None and (
                same_cells(sent, told.cells)
                or (self._is_sound(cells, headed) and not self._is_sound(offered, headed))
            ):
                self._set_aside.note(str(told.file_id), number)
            else:
                cells, mended_by = offered, told.file_id
        return cells, mended_by

    def set_aside(self) -> list[tuple[str, str, int, list[int]]]:
        """(name of a file, when it came, how many of its rows do not count, the first of them)

        All copies of a correction file have one name.
        """
        told = self._set_aside.told()
        return [
            (file.name, file.uploaded_at.isoformat(), *told[str(file.pk)])
            for file in self._files
            if str(file.pk) in told
        ]


def _merged(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Cell by cell: what a text file had to mark as no formula is no change either."""
    return [
        was if same_cell(was, now) else now
        for was, now in zip_longest(old[: len(new)], new, fillvalue="")
    ]
