"""One list checked: read, answered batch by batch, written back. Nothing of it is stored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date

from bansos.lib.batches import batched
from bansos.lib.dates import period_words
from bansos.lib.datewords import time_words
from bansos.lib.numbers import grouped
from bansos.lib.turns import Tell
from programs.answers import loaded_programs
from programs.candidates.facts import Period, facts_of
from programs.candidates.meant import Recogniser
from programs.candidates.meetings import Rulebook
from programs.candidates.repeats import Repeats
from programs.candidates.table import CANDIDATES, Record, Table, open_table
from programs.candidates.verdicts import Answer, Judge, Question, whom_meant
from programs.candidates.words import Outcome, Registered
from programs.candidates.writing import Answered, Out, why_alone, write_about, write_list
from programs.linking import OUTSIDE, Wanted
from programs.models import Program
from programs.overlap.in_force import segments_in_force
from registry.imports.importkinds import Remark, Values
from registry.imports.refusal import FileRefused
from registry.imports.values.cleaning import RowCleaner
from registry.imports.values.headings import HeadedRows
from registry.imports.values.places import Places
from registry.matching.names import name_key
from registry.models import User

BATCH = 2_000
# What names somebody; other cells that cannot be read hinder no answer.
NAMING = ("nik", "kk", "name")


@dataclass(frozen=True)
class Asked:
    """What is asked of a list, by whom and why; `by` is None for the command."""

    period: Period
    program: Program | None = None
    sheet: str | None = None
    by: User | None = None
    reason: str = ""

    @property
    def question(self) -> Question:
        if self.program is None:
            return Question(None, counted=True, period=self.period)
        return Question(self.program.code, self.program.counted, self.period)


@dataclass
class Checked:
    """How many rows were told what; no row itself."""

    table: Table
    rows: int = 0
    registered: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def note(self, answer: Answer) -> None:
        self.rows += 1
        self.registered[answer.registered] += 1
        self.outcomes[answer.outcome] += 1


def _to_nobody(done: int, total: int) -> None:
    """Where nobody waits at a page."""


def check(path: Path, name: str, asked: Asked, out: IO[bytes], tell: Tell = _to_nobody) -> Checked:
    """Writes the list with its answers to `out`, as XLSX. Raises FileRefused."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="cek-"))
        table = stack.enter_context(closing(open_table(path, name, asked.sheet)))
        book = stack.enter_context(closing(Out(out, Path(folder))))
        checked = Checked(table)
        write_list(book, table, _answered(checked, asked, tell))
        write_about(book, _about(checked, asked))
    if not checked.rows:
        raise FileRefused(
            "no_rows",
            f"Di bawah judul kolom (baris {table.header.row_number}) tidak ada baris data",
            mend="Pastikan lembar yang dipilih benar",
        )
    return checked


def _answered(checked: Checked, asked: Asked, tell: Tell) -> Iterator[Answered]:
    """Every row of the sheet in its order; records with their answer, others without."""
    table, teller = checked.table, _Teller(checked.table, asked)
    read = 0
    tell(read, table.sheet.rows)
    for batch in batched(table.rows(), BATCH):
        records = table.records(batch)
        numbers = (record.row.number for record in records)
        told = dict(zip(numbers, teller.tell(records), strict=True))
        for row in batch:
            answer = told.get(row.number)
            if answer:
                checked.note(answer)
            yield row, answer.cells if answer else ()
        read += len(batch)
        tell(read, table.sheet.rows)
    # The sheet was measured before it was read, blank rows at its end and all.
    tell(read, read)


class _Teller:
    """The way of a batch from cells to answers."""

    def __init__(self, table: Table, asked: Asked) -> None:
        self.asked = asked
        self.cleaner: RowCleaner = table.cleaner()
        self.places = Places(settings.CITY)
        self.judge = Judge(asked.question, Rulebook(segments_in_force()))
        self.repeats = Repeats(asked.program)
        self.recogniser = Recogniser()
        self.headed = HeadedRows(CANDIDATES.placed_by(()))

    def tell(self, records: Sequence[Record]) -> list[Answer]:
        cleaned = self.cleaner([record.cells for record in records])
        wrong = [_what_hinders(values, problems) for values, problems, _ in cleaned]
        asked_of = []
        for record, (values, problems, _), why in zip(records, cleaned, wrong, strict=True):
            if not why:
                self.headed.fill(values, record.headed, problems)
                asked_of.append((record.row.number, self._wanted(values)))
        answers = self._answers(asked_of)
        return [
            Answer(Registered.NO, Outcome.UNREADABLE, reasons=tuple(why)) if why else next(answers)
            for why in wrong
        ]

    def _answers(self, numbered: Sequence[tuple[int, Wanted]]) -> Iterator[Answer]:
        rows = [row for _, row in numbered]
        meant = self.recogniser.meant(rows)
        period, by, program = self.asked.period, self.asked.by, self.asked.program
        facts = facts_of(rows, [each.link for each in meant], period, by, program)
        for (number, row), each in zip(numbered, meant, strict=True):
            answer = self.judge.answer(row, each, facts)
            # Who is only perhaps meant stands in the list twice where its own numbers say so.
            meant_for = whom_meant(row, OUTSIDE if each.doubtful else each.link, facts)
            yield self.repeats.seen(number, meant_for, answer)

    def _wanted(self, values: Values) -> Wanted:
        """Whom a row names, '' where the list or a damaged cell does not say it."""
        village, district = values.get("village") or "", values.get("district") or ""
        place = self.places.find(city="", district=district, village=village) if village else None
        return Wanted(
            nik=values.get("nik") or "",
            kk=values.get("kk") or values.get("family") or "",
            name_key=name_key(values.get("name") or ""),
            area_id=place.area_id if place else None,
            address=values.get("address") or "",
            rt=values.get("rt") or "",
            birth_date=parse_date(values.get("birth_date") or ""),
        )


def _what_hinders(values: Values, problems: Sequence[Remark]) -> list[str]:
    """Why nobody can be asked about: a NIK that cannot be read names somebody else or nobody."""
    damaged = [sentence for name, _, sentence in problems if name in ("", "nik")]
    if damaged:
        return damaged
    if not any(values.get(name) for name in NAMING):
        unread = [sentence for name, _, sentence in problems if name in NAMING]
        return unread or ["Tidak ada NIK, No. KK, maupun nama"]
    return []


def _about(checked: Checked, asked: Asked) -> list[tuple[str, str]]:
    """The last sheet: it travels with the file."""
    program = (
        f"{asked.program.code} – {asked.program.name}" if asked.program else "tidak ditentukan"
    )
    loaded = "; ".join(f"{each.code} {each.months}" for each in loaded_programs())
    counts = [
        (outcome.label, f"{grouped(checked.outcomes[outcome])} baris. {outcome.meaning}")
        for outcome in Outcome
        if checked.outcomes[outcome]
    ]
    alone = why_alone(checked.table)
    return [
        ("Diperiksa oleh", str(asked.by) if asked.by else "perintah check_candidates"),
        ("Pada", time_words(timezone.localtime())),
        ("Untuk", asked.reason),
        ("Program", program),
        ("Bulan", period_words(*asked.period)),
        ("Baris diperiksa", grouped(checked.rows)),
        ("Terdaftar di register", grouped(checked.registered[Registered.YES])),
        ("Mungkin terdaftar", grouped(checked.registered[Registered.MAYBE])),
        *counts,
        *([("Lembar lain", alone)] if alone else []),
        ("Penyaluran yang sudah dimuat", loaded or "belum ada"),
        ("Catatan", "Yang belum dimuat tidak ikut terjawab. Berkas ini tidak disimpan di server."),
    ]
