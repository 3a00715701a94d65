"""What the correction files of a run put in the place of its rows, oldest file first.

Colleagues mend in copies of their own, and an old copy lies about for long: what one file has
mended, a row or a cell that another still holds as it was does not take back.
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
    trimmed,
)
from registry.imports.importkinds import Remark
from registry.imports.values.cleaning import shown
from registry.imports.values.merged import Around
from registry.models import ImportRun, SourceFile

COMBINED = (
    "Baris ini memuat perbaikan dari beberapa berkas. Dari berkas sebelum “{}” tetap dipakai: "
    "“{}”. Periksa apakah semuanya cocok."
)
DISPUTED = (
    "Berkas “{}” mengubah isi yang juga diubah berkas sebelumnya, jadi barisnya dipakai utuh. "
    "Perbaikan sebelumnya yang tidak dipakai lagi: “{}”. Periksa mana yang benar."
)
# Whether cells in such a place make a row without a problem of its own.
IsSound = Callable[[list[Any], Around], bool]


class Replacement(NamedTuple):
    """The cells that a correction file puts in the place of a row's."""

    cells: list[Any]
    file_id: int


class Latest(NamedTuple):
    """The cells that count, the file that changed them, and what its row has to say of others.

    That quotes the name of the file: what quotes nothing is taken for the judgement's own.
    """

    cells: list[Any]
    mended_by: int | None
    told: tuple[Remark, ...] = ()


class Replacements:
    """Raises FileRefused where a file cannot be read."""

    def __init__(self, run: ImportRun, is_sound: IsSound) -> None:
        self._is_sound, self._headers = is_sound, run.headers
        self._rows: dict[int, list[Replacement]] = {}
        self._set_aside = LeftOut()
        hashes = run.options.get("corrections") or []
        self._files = [SourceFile.objects.get(sha256=sha256) for sha256 in hashes]
        self._names = {file.pk: file.name for file in self._files}
        for file in self._files:
            path = Path(file.path)
            for number, cells in read_correction(path, correction_of(run, path)):
                self._rows.setdefault(number, []).append(Replacement(cells, file.pk))

    def latest(self, number: int, sent: list[Any], around: Around) -> Latest:
        """What counts of a row; unchanged cells stay the sender's.

        Once a file has changed a row, another counts unless it holds it as it was sent, or would
        make a problem of a row that is sound.
        """
        latest = Latest(sent, None)
        for told in self._rows.get(number, ()):
            if same_cells(latest.cells, told.cells):
                continue
            offered = self._offered(sent, latest, told, around)
            if latest.mended_by is None:
                latest = offered
            elif same_cells(sent, told.cells) or self._spoils(latest, offered, around):
                self._set_aside.note(str(told.file_id), number)
            elif not same_cells(latest.cells, offered.cells):
                latest = offered
        return latest

    def _spoils(self, latest: Latest, offered: Latest, around: Around) -> bool:
        return self._is_sound(latest.cells, around) and not self._is_sound(offered.cells, around)

    def _offered(
        self, sent: list[Any], latest: Latest, told: Replacement, around: Around
    ) -> Latest:
        """The row with what a further file changed of it.

        Of two that changed different cells both count. Where they disagree about one, the row of
        the later counts as a whole: a mixture of two people's minds was written by neither. It is
        said what was lost by that, but not of a cell that was still wrong and is mended again.
        """
        cells = list(zip_longest(sent, latest.cells, told.cells, fillvalue=""))
        kept = [at for at, each in enumerate(cells) if _is_of_the_earlier_alone(*each)]
        disputed = [at for at, each in enumerate(cells) if _is_disputed(*each)]
        whole, name = _merged(latest.cells, told.cells), self._names[told.file_id]
        if disputed and (kept or self._is_sound(latest.cells, around)):
            changes = (self._change(at, *cells[at][1:]) for at in sorted([*kept, *disputed]))
            lost = DISPUTED.format(name, "; ".join(changes))
            return Latest(whole, told.file_id, (("", name, lost),))
        if not kept:
            return Latest(whole, told.file_id)
        both = [new if _is_of_the_later(was, now, new) else now for was, now, new in cells]
        mends = "; ".join(self._change(at, *cells[at][:2]) for at in kept)
        return Latest(trimmed(both), told.file_id, (("", name, COMBINED.format(name, mends)),))

    def _change(self, at: int, before: Any, after: Any) -> str:
        header = self._headers[at] if at < len(self._headers) else ""
        return f"{header or f'kolom ke-{at + 1}'}: {shown(before) or '-'} → {shown(after) or '-'}"

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


def _is_of_the_earlier_alone(was: Any, now: Any, new: Any) -> bool:
    """Changed before, and in this file as it was sent."""
    return same_cell(was, new) and not same_cell(was, now)


def _is_of_the_later(was: Any, now: Any, new: Any) -> bool:
    return not (same_cell(was, new) or same_cell(now, new))


def _is_disputed(was: Any, now: Any, new: Any) -> bool:
    """Changed by both, and not to the same."""
    return _is_of_the_later(was, now, new) and not same_cell(was, now)


def _merged(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Cell by cell: what a text file had to mark as no formula is no change either."""
    return [
        was if same_cell(was, now) else now
        for was, now in zip_longest(old[: len(new)], new, fillvalue="")
    ]
