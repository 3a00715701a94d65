"""The columns of a list of verification results, and the kind of import that reads them."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from import_export.resources import Resource

from bansos.lib import dates
from bansos.lib.batches import batched
from bansos.lib.text import header_key
from registry import identifiers
from registry.codes import VisitResult
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table, apart, is_preparing
from registry.imports.foresight.effects import Effect
from registry.imports.importkinds import Choices, Kind, Remark, RowVerdict, SheetField, Values
from registry.imports.judging import JudgedRow
from registry.imports.runrow import hold
from registry.imports.undoing.undoable import Undoable
from registry.imports.values.places import Places
from registry.imports.values.widgets import DateWidget, FoundWidget, TextWidget
from registry.matching.names import name_key
from registry.models import ChangeRow, Household, ImportRun, Person, Residence, StagedRow
from verification.intake.foresight import ResultForesight, result_effects
from verification.intake.judge import judge_results
from verification.intake.lookup import Lookup
from verification.intake.rounds import Rounds
from verification.intake.writer import ResultWriter, changes_of
from verification.models import Round, Visit, VisitDeath
from verification.widgets import MOVED_SOMEWHERE, QuietNikWidget, ResultWidget

# A visit needs somebody who made it; a list that names nobody says so in these words.
NOBODY = "petugas tidak disebut"
# How `gather` calls a household: rows that name it by ID DTKS and by NIK are judged together.
GROUP = "rt:"
GATHERED = 2_000
VISIT_HOLDS = "sudah ada laporan atau keputusan yang menunjuk ke kunjungan ini"


class ResultResource(Resource):
    """Results by name and address, as enumerators and RT send them up."""

    dtks_id = SheetField(
        "dtks_id",
        "ID DTKS",
        aliases=[
            *("IDDTKS", "ID BDT", "IDBDT", "ID DTKS/BDT", "NO ID DTKS", "NOMOR ID DTKS"),
            *("ID RUTA", "ID RUMAH TANGGA"),
        ],
        required=True,
        unless=["nik"],
        examples=["6472030000009991", ""],
        widget=FoundWidget(identifiers.read_dtks_id, "16 sampai 18 digit; kosong bila ada NIK"),
        of_house=True,
    )
    nik = SheetField(
        "nik",
        "NIK",
        aliases=[
            *("NIK KRT", "NIK KEPALA", "NIK KEPALA KELUARGA", "NIK KK", "NIK KTP", "NOMOR NIK"),
            *("NO NIK", "NIK KPM", "NIK PENGURUS"),
        ],
        examples=["6472030101809991", "6472034202829992"],
        widget=QuietNikWidget(),
    )
    name = SheetField(
        "name",
        "NAMA",
        aliases=[
            *("NAMA KRT", "NAMA KEPALA KELUARGA", "NAMA KEPALA", "NAMA KPM", "NAMA PENGURUS"),
            *("NAMA LENGKAP", "NAMA ART", "NAMA KEPALA RUMAH TANGGA"),
        ],
        examples=["CONTOH PERTAMA", "CONTOH KEDUA"],
        widget=TextWidget(120),
    )
    result = SheetField(
        "result",
        "HASIL",
        aliases=[
            *("HASIL VERIFIKASI", "HASIL VERVAL", "HASIL KUNJUNGAN", "STATUS VERIFIKASI"),
            *("STATUS VERVAL", "STATUS", "HASIL VERIFIKASI LAPANGAN"),
        ],
        required=True,
        examples=["TERKONFIRMASI", "PINDAH DALAM KOTA"],
        widget=ResultWidget(),
    )
    visited_on = SheetField(
        "visited_on",
        "TANGGAL",
        aliases=[
            *("TGL", "TANGGAL KUNJUNGAN", "TGL KUNJUNGAN", "TANGGAL VERIFIKASI", "TGL VERIFIKASI"),
            *("TANGGAL VERVAL", "TGL VERVAL", "TANGGAL PENDATAAN", "WAKTU KUNJUNGAN"),
        ],
        required=True,
        examples=["01/04/2021", "16 Juli 2021"],
        widget=DateWidget(),
    )
    officer = SheetField(
        "officer",
        "PETUGAS",
        aliases=[
            *("NAMA PETUGAS", "ENUMERATOR", "NAMA ENUMERATOR", "PETUGAS VERIFIKASI", "VERIFIKATOR"),
            *("PETUGAS LAPANGAN", "SURVEYOR", "PENDATA", "NAMA PENDATA"),
        ],
        examples=["RAHMAT", "RAHMAT"],
        widget=TextWidget(100),
    )
    note = SheetField(
        "note",
        "KETERANGAN",
        aliases=["CATATAN", "KET", "KETERANGAN LAIN", "CATATAN PETUGAS"],
        examples=["", "Pindah kontrakan"],
        widget=TextWidget(1000),
    )
    died_on = SheetField(
        "died_on",
        "TANGGAL MENINGGAL",
        aliases=["TGL MENINGGAL", "TANGGAL KEMATIAN", "TGL KEMATIAN", "TANGGAL WAFAT"],
        examples=["", ""],
        widget=DateWidget(),
    )
    destination = SheetField(
        "destination",
        "TUJUAN",
        aliases=[
            *("TUJUAN PINDAH", "KELURAHAN TUJUAN", "PINDAH KE", "ALAMAT TUJUAN", "DAERAH TUJUAN"),
        ],
        examples=["", "SIDODADI"],
        widget=TextWidget(120),
    )


@dataclass
class ResultContext:
    """What the rows of one file share."""

    run: ImportRun
    places: Places
    today: datetime.date
    rounds: Rounds = field(default_factory=Rounds)
    foresight: ResultForesight = field(default_factory=ResultForesight)
    writer: ResultWriter | None = None


class ResultKind(Kind):
    name = "verifications"
    label = "Hasil verifikasi terdahulu"
    row_means = "kunjungan"
    resource = ResultResource
    undoables = (
        Undoable(VisitDeath, "death"),
        Undoable(Visit, "visit", late=True, holds=VISIT_HOLDS),
        Undoable(Residence, "residence", late=True),
        Undoable(Household, "household"),
        Undoable(Person, "person"),
        Undoable(Round, "round"),
    )

    def context(self, run: ImportRun) -> ResultContext:
        return ResultContext(run, Places(settings.CITY), dates.today())

    def closed_lists(self) -> dict[str, Choices]:
        return {"result": [(str(value), label) for value, label in VisitResult.choices]}

    def check(self, values: Values, context: ResultContext) -> RowVerdict:
        """Days, destination and key of one result."""
        verdict = RowVerdict()
        number, nik = values.get("dtks_id") or "", values.get("nik") or ""
        if not number and not nik:
            verdict.problems.append(
                ("dtks_id", "", "Tidak ada ID DTKS maupun NIK. Isi salah satunya.")
            )
        self._check_days(values, context.today, verdict)
        self._place(values, context.places, verdict)
        values["name_key"] = name_key(values.get("name") or "")
        values["officer"] = values.get("officer") or NOBODY
        verdict.group = f"dtks:{number}" if number else f"nik:{nik}"
        officer = header_key(values["officer"])
        # Of two who died each has a row, and may be told by his name alone.
        dead = values["name_key"] if values["result"] == VisitResult.DECEASED else ""
        verdict.key = f"{number}|{nik}|{values.get('visited_on')}|{officer}|{dead}"
        return verdict

    def check_rest(self, values: Values, context: ResultContext, unread: set[str]) -> list[Remark]:
        verdict = RowVerdict()
        if not unread & {"visited_on", "died_on", "result"}:
            self._check_days(values, context.today, verdict)
        return verdict.problems

    @staticmethod
    def _check_days(values: Values, today: datetime.date, verdict: RowVerdict) -> None:
        visited_on, died_on = values.get("visited_on"), values.get("died_on")
        if not visited_on:
            verdict.problems.append(
                ("visited_on", "", "Tanggal kunjungan kosong. Isi tanggal petugas datang.")
            )
        elif visited_on > today.isoformat():
            verdict.problems.append(
                ("visited_on", visited_on, "Tanggal kunjungan belum terjadi. Perbaiki tanggalnya.")
            )
        if not died_on:
            return
        if values["result"] != VisitResult.DECEASED:
            values["died_on"] = ""
            verdict.warnings.append(
                ("died_on", died_on, "Hasilnya bukan meninggal; tanggal meninggal tidak dipakai.")
            )
        elif visited_on and died_on > visited_on:
            verdict.problems.append(
                ("died_on", died_on, "Tanggal meninggal sesudah tanggal kunjungan. Periksa.")
            )

    @staticmethod
    def _place(values: Values, places: Places, verdict: RowVerdict) -> None:
        """A destination that is a kelurahan of the city makes a bare "pindah" a transfer."""
        text = values.get("destination") or ""
        place = places.find(city="", district="", village=text) if text else None
        area = place.area_id if place else None
        if values["result"] == MOVED_SOMEWHERE:
            inside = area is not None
            values["result"] = str(VisitResult.MOVED_INSIDE if inside else VisitResult.MOVED_OUT)
            read = "di dalam kota" if inside else "keluar kota"
            verdict.warnings.append(("result", "", f"“Pindah” dibaca sebagai pindah {read}."))
        moves_inside = values["result"] == VisitResult.MOVED_INSIDE
        values["area"] = area if moves_inside else None
        if area is not None and moves_inside:
            values["destination"] = ""

    def gather(self, run: ImportRun) -> None:
        """Rows that name one household by its ID and by a NIK of it come into one batch."""
        rows = run.staged_rows.filter(cleaned__isnull=False).order_by("pk")
        found = rows.values_list("pk", "group", "cleaned").iterator(chunk_size=GATHERED)
        table = Table(StagedRow, "id", "group")
        for batch in batched(found, GATHERED):
            lookup = Lookup(values or {} for _, _, values in batch)
            with transaction.atomic():
                hold(run)
                table.update(list(_regrouped(batch, lookup)))

    def judge(
        self, batch: Sequence[JudgedRow], context: ResultContext, ledger: Ledger | None
    ) -> Counter[str]:
        if ledger is not None and context.writer is None:
            context.rounds.plan_own(days_of(context.run))
            context.writer = ResultWriter(ledger)
        holding = ledger is not None and not is_preparing()
        cases = judge_results(batch, context.rounds, hold=holding)
        context.foresight.note(cases)
        if ledger is not None and context.writer is not None:
            used = {new.round_id for case in cases for new in case.new}
            with apart():
                context.rounds.keep_own(used, ledger)
                ledger.flush()
            context.writer.write(cases)
        return Counter()

    def effects(self, run: ImportRun, context: ResultContext) -> list[Effect]:
        return result_effects(context.foresight)

    def changes(self, batch: Sequence[JudgedRow], context: ResultContext) -> Iterable[ChangeRow]:
        for case in judge_results(batch, context.rounds):
            if case.new:
                for target, key, row, before, after in changes_of(case):
                    yield ChangeRow(
                        target=target, target_id=key, row_id=row, before=before, after=after
                    )


def _regrouped(
    batch: Iterable[tuple[int, str, Values | None]], lookup: Lookup
) -> Iterator[tuple[int, str]]:
    for key, group, values in batch:
        household = lookup.find(values or {}).household
        if household is not None and group != f"{GROUP}{household}":
            yield key, f"{GROUP}{household}"


def days_of(run: ImportRun) -> list[datetime.date]:
    """The days on which the households of the register that the file names were visited."""
    rows = run.staged_rows.filter(cleaned__isnull=False, group__startswith=GROUP)
    days = rows.order_by().values_list("cleaned__visited_on", flat=True).distinct()
    return [datetime.date.fromisoformat(day) for day in days]


VERIFICATIONS = ResultKind()
