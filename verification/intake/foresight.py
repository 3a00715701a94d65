"""What a list of results would do to the city: gathered while its rows are judged."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.imports.foresight.effects import Effect, Touched
from registry.models import ClosedReason
from verification.intake.cases import HouseholdCase
from verification.intake.writer import existence_changes


@dataclass
class ResultForesight:
    """Told of every judged batch; `result_effects` puts it into words."""

    closed: list[Touched] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    opened: list[Touched] = field(default_factory=list)
    died: list[Touched] = field(default_factory=list)
    headless: list[Touched] = field(default_factory=list)
    moved: list[Touched] = field(default_factory=list)
    overtaken: list[Touched] = field(default_factory=list)

    def note(self, cases: Iterable[HouseholdCase]) -> None:
        for case in cases:
            if case.new:
                self._household(case)
                self._people(case)

    def _household(self, case: HouseholdCase) -> None:
        household, before = case.household, case.before
        found = Touched(household.pk, case.new[-1].row.number)
        if household.is_closed and before["closed_at"] is None:
            reason = ClosedReason(household.closed_reason).label
            self.closed.append(found._replace(note=f"Ditutup: {reason}"))
            self.reasons[reason] += 1
        elif not household.is_closed and before["closed_at"] is not None:
            self.opened.append(found)
        if household.area_id != before["area_id"]:
            self.moved.append(found)
        if household.head_id is None and before["head_id"] is not None:
            self.headless.append(found)

    def _people(self, case: HouseholdCase) -> None:
        household = case.household.pk
        for person, _, _ in existence_changes(case):
            if person.is_deceased:
                self.died.append(Touched(household, case.new[-1].row.number))
        self.overtaken += [
            Touched(household, new.row.number) for new in case.new if new.is_overtaken
        ]


def result_effects(found: ResultForesight) -> list[Effect]:
    return [
        Effect(
            "households_closed",
            "Rumah tangga ditutup",
            "Keluar dari angka bantuan: pindah keluar kota, menolak, mampu, ganda, atau tidak ada "
            "lagi anggota yang hidup.",
            found.closed,
            [f"{reason}: {count}" for reason, count in found.reasons.most_common()],
            attention=True,
        ),
        Effect(
            "households_opened",
            "Rumah tangga dibuka lagi",
            "Ditutup oleh berkas terdahulu; hasil yang lebih baru di berkas ini menemui orangnya.",
            found.opened,
        ),
        Effect(
            "people_died",
            "Anggota dicatat meninggal",
            "Orang yang menurut hasil kunjungan sudah meninggal.",
            found.died,
        ),
        Effect(
            "households_headless",
            "Menunggu kepala baru",
            "Kepalanya meninggal dan masih ada anggota yang hidup.",
            found.headless,
        ),
        Effect(
            "households_moved",
            "Rumah tangga pindah kelurahan",
            "Pindah di dalam kota: terdaftar di kelurahan tujuan dan diverifikasi lagi di sana.",
            found.moved,
        ),
        Effect(
            "results_overtaken",
            "Hasil yang tertahan kunjungan lebih baru",
            "Dicatat sebagai riwayat; tidak menutup, memindahkan, atau mencatat kematian.",
            found.overtaken,
        ),
    ]
