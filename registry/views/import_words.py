"""What the import's pages say of a run: its counts, its columns, its problems by cause."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bansos.lib import dates
from bansos.lib.datewords import ZONE_NAME
from registry.access import UserRequest, visible_or_404
from registry.identifiers import mask_digits
from registry.imports.columns.mapping import How
from registry.imports.columns.recognition import matches_of, source_of
from registry.imports.corrections.offered import OFFERED
from registry.imports.importkinds import columns_of, kind_of
from registry.models import ImportRun, Outcome, RunState, StagedRow
from registry.roles import Permission

# A worker at work says so every few seconds, but for the one long write of a large file.
QUIET = timedelta(seconds=30)
MAY_WAIT = (
    "Mungkin berkas lain didahulukan. Bila tidak, tekan “Tidak bergerak? Lanjutkan” sesudah tiga "
    "menit."
)
MAY_HAVE_DIED = (
    "Bila sesudah tiga menit tetap tidak bergerak, tekan “Tidak bergerak? Lanjutkan”: tidak ada "
    "yang hilang atau tercatat dua kali."
)


def run_or_404(request: UserRequest, public_id: str) -> ImportRun:
    imports = ImportRun.objects.select_related(
        "file", "created_by", "applied_by", "already_imported__applied_by", "undone_by", "corrects"
    )
    return visible_or_404(imports, request.user, Permission.IMPORT, public_id=public_id)


def about(run: ImportRun) -> str:
    """What the rows of a run are read for, in the fewest words: "BPNT · April 2021".

    The sheet too, where two of one workbook are two imports under one name.
    """
    said = (str(run.options.get(name) or "") for name in ("release", "program"))
    months = period_in_words(str(run.options.get("period") or ""))
    sheet = f"lembar {mask_digits(run.sheet)}" if run.sheet and kind_of(run.kind).sheet_note else ""
    return " · ".join(word for word in (*said, months, sheet) if word)


def period_in_words(text: str) -> str:
    """ "2021-04..2021-06" → "April–Juni 2021"; what cannot be read is refused elsewhere."""
    try:
        return dates.period_words(*dates.read_period(text)) if text else ""
    except ValueError:
        return text


def progress_note(run: ImportRun) -> str:
    """What is done to a run at work, beside its state; no promise where its worker may be dead."""
    if run.heartbeat and timezone.now() - run.heartbeat > QUIET:
        since = f"{timezone.localtime(run.heartbeat):%H.%M.%S} {ZONE_NAME}"
        if run.state == RunState.WAITING:
            return f"Belum ada pekerja (worker) yang memulainya sejak {since}. {MAY_WAIT}"
        return f"Tidak ada tanda kerja sejak {since}. {MAY_HAVE_DIED}"
    left = "Halaman ini boleh ditinggalkan; pekerjaan berlanjut sendiri."
    if OFFERED in run.options:
        return f"Berkas perbaikan diperiksa dahulu, lalu semua baris dibaca ulang. {left}"
    return left


def figures(run: ImportRun) -> list[dict[str, Any]]:
    words = {
        **_written_words(run),
        Outcome.SAME: "tidak mengubah apa pun",
        Outcome.PROBLEM: "tidak dimasukkan"
        if run.state == RunState.DISCARDED
        else "tidak dimasukkan; perbaiki lalu unggah lagi",
    }
    return [
        {
            "label": outcome.label,
            "value": getattr(run, outcome.value),
            "outcome": outcome.value,
            "definition": words[outcome],
            "tone": "warn" if outcome == Outcome.PROBLEM and run.problem else "",
        }
        for outcome in Outcome
    ]


def _written_words(run: ImportRun) -> dict[Outcome, str]:
    """What became of the rows that add and change something."""
    match run.state:
        case RunState.APPLIED:
            return {Outcome.NEW: "ditambahkan", Outcome.CHANGED: "diperbarui"}
        case RunState.UNDONE if run.left.exists():
            return {
                Outcome.NEW: "pernah ditambahkan; sebagian tetap",
                Outcome.CHANGED: "pernah diperbarui; sebagian tetap",
            }
        case RunState.UNDONE:
            return {
                Outcome.NEW: "pernah ditambahkan, sudah diurungkan",
                Outcome.CHANGED: "pernah diperbarui, sudah diurungkan",
            }
        case RunState.DISCARDED:
            return {Outcome.NEW: "tidak jadi ditambahkan", Outcome.CHANGED: "tidak jadi diperbarui"}
        case _:
            return {
                Outcome.NEW: "belum tercatat; akan ditambahkan",
                Outcome.CHANGED: "tercatat dengan isi berbeda",
            }


def labels_of(run: ImportRun) -> dict[str, str]:
    """Field → what a reader calls the column."""
    return {column.field: column.label for column in columns_of(kind_of(run.kind).resource)}


def name_of(run: ImportRun, row: StagedRow) -> str:
    """The name, masked where it holds a number; of a problem row the cell as it came."""
    if row.cleaned is not None:
        return mask_digits(row.cleaned.get("name") or "")
    cells = dict(zip(run.headers, row.raw, strict=False))
    named = [cells.get(header) for header, field in run.mapping.items() if field == "name"]
    return mask_digits(" ".join(str(named[0] or "").split())) if named else ""


def column_words(run: ImportRun) -> dict[str, Any]:
    """`known`: (header of the file, our label, how it was recognised); `raw`: the other headers.

    `unsure`: required columns that nothing but their content tells. `source` is the earlier
    import whose columns were remembered.
    """
    labels, matches = labels_of(run), matches_of(run)
    known = [
        (mask_digits(match.header), labels.get(match.field, match.field), match.how.value)
        for match in matches
        if match.field
    ]
    raw = [mask_digits(match.header) for match in matches if not match.field]
    needed = {each.field for each in columns_of(kind_of(run.kind).resource) if each.required}
    unsure = [
        (match.header, labels[match.field])
        for match in matches
        if match.field in needed and match.how is How.CONTENT
    ]
    return {"known": known, "raw": raw, "unsure": unsure, "source": source_of(run)}


@dataclass(frozen=True)
class Sheet:
    """A sheet as the page shows it; `key` is what its button sends."""

    name: str
    is_hidden: bool
    rows: int
    is_read: bool
    key: str

    @property
    def shown(self) -> str:
        """Somebody may have named a sheet after a person, by his NIK."""
        return mask_digits(self.name)


def sheets_of(run: ImportRun) -> list[Sheet]:
    """The sheets of a workbook as they were found; a text file has none with a name."""
    return [
        Sheet(name, hidden, rows, name == run.sheet, _key(name, place))
        for place, (name, hidden, rows) in enumerate(run.effects.get("sheets", []), start=1)
    ]


def _key(name: str, place: int) -> str:
    """Its name; where that holds a number of a person, its place."""
    return name if mask_digits(name) == name else f"lembar ke-{place}"


def asked_about(run: ImportRun) -> list[Sheet]:
    """Hidden sheets with something in them, until somebody says which sheet is meant."""
    if "sheet" in run.options:
        return []
    return [sheet for sheet in sheets_of(run) if sheet.is_hidden and sheet.rows]
