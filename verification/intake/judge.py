"""Holds the rows of a list of results against the register: new, changed, the same, a problem.

The same judgement serves the preview and the apply. Two rules stand above the file: an older
date never beats a newer visit, and what was recorded here is never overwritten.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz

from bansos.lib.datewords import day_words
from bansos.lib.text import header_key
from registry.codes import VisitResult
from registry.imports.importkinds import Values
from registry.imports.judging import JudgedRow
from registry.imports.words import rows_in_words
from registry.models import Outcome
from verification.intake.cases import (
    AnyVisit,
    HouseholdCase,
    NewVisit,
    carry_out,
    reopen,
)
from verification.intake.known import (
    Key,
    dead_by,
    decided_here,
    differs,
    keep,
    key_of,
    refuted,
    tells_it,
)
from verification.intake.live import Live, names_in
from verification.intake.lookup import Lookup
from verification.intake.rounds import Rounds
from verification.models import Visit
from verification.workflow import CLOSES_AS, PASSED_OVER, REPORTS, ends_as

# Names of one person as two offices write them are at least this alike.
LIKENESS = 70
# person → (day or None, the row that said it)
Deaths = dict[int, tuple[datetime.date | None, JudgedRow]]


def judge_results(
    batch: Sequence[JudgedRow], rounds: Rounds, *, hold: bool = False
) -> list[HouseholdCase]:
    """Sets the outcome of every row; the cases say what an apply has to write."""
    lookup = Lookup(row.cleaned for row in batch)
    rows_of: dict[int, list[JudgedRow]] = defaultdict(list)
    for row in batch:
        found = lookup.find(row.cleaned)
        if found.household is None:
            row.refuse(found.problem)
            continue
        if found.remark:
            row.warn(found.remark)
        rows_of[found.household].append(row)
    named = {key for key, rows in rows_of.items() if any(row.cleaned.get("name") for row in rows)}
    names = names_in(named)
    dying = {
        key
        for key, rows in rows_of.items()
        if any(row.cleaned["result"] == VisitResult.DECEASED for row in rows)
    }
    live = Live(rows_of.keys(), dying=dying, hold=hold)
    cases = []
    for household, rows in rows_of.items():
        for row in rows:
            _compare_name(row, lookup, names[household])
        case = live.case(household)
        Judgement(case, lookup, rounds).of(rows)
        cases.append(case)
    return cases


def _compare_name(row: JudgedRow, lookup: Lookup, names: set[str]) -> None:
    """The name is no key: it only says whether the number is the right one."""
    key = row.cleaned.get("name_key")
    if not key or not names:
        return
    nik = row.cleaned.get("nik")
    own = lookup.names.get(nik or "")
    alike = {own} if own else names
    if key not in alike and max(fuzz.token_sort_ratio(key, one) for one in alike) < LIKENESS:
        whose = "pemilik NIK ini" if own else "siapa pun di rumah tangga ini"
        row.warn(
            f"Nama di berkas berbeda dari nama {whose} di register. Periksa apakah nomornya benar."
        )


class Judgement:
    """The rows of one household, visit by visit in the order of days.

    Each is carried out before the next is looked at: one list does what the same list does that
    comes in several files, a day after the other.
    """

    def __init__(self, case: HouseholdCase, lookup: Lookup, rounds: Rounds) -> None:
        self.case = case
        self.lookup = lookup
        self.rounds = rounds
        self.known = {
            key_of(visit): visit for visit in case.visits if visit.state not in PASSED_OVER
        }

    def of(self, rows: Iterable[JudgedRow]) -> None:
        by_key: dict[Key, list[JudgedRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.cleaned["visited_on"], row.number)):
            by_key[row.cleaned["visited_on"], header_key(row.cleaned["officer"])].append(row)
        for key, same in by_key.items():
            if not _contradict(same):
                self._result(key, same)
        if self.case.new:
            self.case.settle()

    def _result(self, key: Key, rows: list[JudgedRow]) -> None:
        """One visit: the first row speaks; rows of further people who died add their deaths."""
        known = self.known.get(key)
        is_death = rows[0].cleaned["result"] == VisitResult.DECEASED
        deaths = self._deaths(rows, known) if is_death else {}
        taken = [row for row in rows if not row.problems]
        if not taken:
            return
        new = self._visit(taken[0], deaths)
        speaking = {taken[0].pk, *(row.pk for _, row in deaths.values())}
        outcome = self._outcome(new, known)
        for row in taken:
            row.outcome = outcome if row.pk in speaking else Outcome.SAME.value
        if outcome != Outcome.SAME.value:
            self.case.add(new)
            self._carry_out(new)

    def _outcome(self, new: NewVisit, known: Visit | None) -> str:
        if refuted(self.case.refuted, new):
            return Outcome.SAME.value
        if known is None:
            is_decided = decided_here(self.case.visits, new)
            return Outcome.SAME.value if is_decided else Outcome.NEW.value
        if not differs(known, new):
            return Outcome.SAME.value
        if known.officer_id is not None or known.row_id is None:
            if not tells_it(known, new):
                keep(new, known)
            return Outcome.SAME.value
        if not self.case.replace(known):
            new.row.warn(
                "Hasil dari impor terdahulu sudah ditindaklanjuti dan tidak diganti oleh berkas. "
                "Urungkan dahulu impor yang membawanya."
            )
            return Outcome.SAME.value
        return Outcome.CHANGED.value

    def _visit(self, row: JudgedRow, deaths: Deaths) -> NewVisit:
        values = row.cleaned
        day = datetime.date.fromisoformat(values["visited_on"])
        found = self.rounds.find(day)
        return NewVisit(
            row=row,
            result=values["result"],
            visited_on=day,
            officer_name=values["officer"],
            note=values.get("note") or "",
            destination_id=values.get("area"),
            destination_text=values.get("destination") or "",
            round_id=found.pk if found else 0,
            deaths=deaths,
        )

    def _deaths(self, rows: list[JudgedRow], known: Visit | None) -> Deaths:
        """Who died by each row: the person of the NIK or of that very name, else the head, where
        the row has no name or one like his.

        Who was told to have died at the same visit before stays told.
        """
        told = dead_by(known) if known else {}
        found: Deaths = {}
        for row in rows:
            person = self._dead(row.cleaned, told)
            if person is None:
                row.refuse(
                    "Tidak jelas siapa yang meninggal: NIK-nya bukan NIK anggota, namanya bukan "
                    "nama anggota, atau kepalanya belum ada atau sudah berganti. Isi NIK anggota "
                    "yang meninggal."
                )
                continue
            died_on = row.cleaned.get("died_on")
            day = datetime.date.fromisoformat(died_on) if died_on else told.get(person)
            found.setdefault(person, (day, row))
        kept = {key: (day, rows[0]) for key, day in told.items() if key not in found}
        return {**found, **kept} if found else found

    def _dead(self, values: Values, told: Collection[int]) -> int | None:
        nik = values.get("nik") or ""
        person = self.lookup.people.get(nik)
        if person in self.case.people:
            return person
        key = values.get("name_key")
        named = [member.pk for member in self.case.members if key and member.name_key == key]
        if len(named) == 1:
            return named[0]
        if nik:
            return None
        head = next(iter(told), self.case.household.head_id)
        if key:
            return head if self._is_named(key, head) else None
        return head if told or not self.case.has_followed else None

    def _is_named(self, name: str, person: int | None) -> bool:
        """Whether the name is like this person's, and more like nobody's here."""
        alike = {
            pk: fuzz.token_sort_ratio(name, one.name_key) for pk, one in self.case.people.items()
        }
        return alike.get(person or 0, 0) >= max([LIKENESS, *alike.values()])

    def _carry_out(self, new: NewVisit) -> None:
        """Only the newest of all visits can do anything."""
        last = self.case.heard()[-1]
        if last is not new:
            new.is_overtaken = new.result in REPORTS
            _say_older(new, last)
        elif self.case.household.is_closed and not self._reopens(new):
            return
        elif new.result in REPORTS:
            self._warn(new)
            carry_out(self.case, new)

    def _reopens(self, new: NewVisit) -> bool:
        household = self.case.household
        if household.closed_reason == ends_as(new.result):
            return False
        opened = reopen(self.case, new)
        if opened is None:
            reason = household.get_closed_reason_display()
            new.row.warn(
                f"Rumah tangga ini sudah ditutup ({reason}); hasil ini hanya dicatat, rumah "
                "tangganya tidak dibuka atau diubah oleh berkas."
            )
        elif isinstance(opened, NewVisit):
            opened.is_overtaken = True
            _say_older(opened, new)
        return opened is not None

    def _warn(self, visit: NewVisit) -> None:
        """What a reader of the preview should know before a report is carried out."""
        household = self.case.household
        values = visit.row.cleaned
        nowhere_else = visit.destination_id in {None, household.area_id}
        if visit.result == VisitResult.MOVED_INSIDE and nowhere_else:
            visit.row.warn(
                "Kelurahan tujuan tidak dikenal atau sama dengan yang sekarang: rumah tangga "
                "tetap di tempatnya dan menjadi belum diverifikasi."
            )
        person = self.lookup.people.get(values.get("nik") or "")
        if visit.result in CLOSES_AS and person not in {None, household.head_id}:
            visit.row.warn(
                "NIK ini milik anggota, bukan kepala; hasilnya menutup seluruh rumah tangga."
            )


def _contradict(rows: list[JudgedRow]) -> bool:
    """Rows of one visit must tell one result; else each is a problem that names the others."""
    told = {(row.cleaned["result"], row.cleaned.get("area")) for row in rows}
    if len(told) == 1:
        return False
    for row in rows:
        others = rows_in_words(other.number for other in rows if other is not row)
        row.refuse(
            f"Baris {others} menyebut kunjungan yang sama (rumah tangga, tanggal, petugas) "
            "dengan hasil berbeda. Sisakan satu yang benar."
        )
    return True


def _say_older(new: NewVisit, last: AnyVisit) -> None:
    """A report that is overtaken changes nothing; another result counts in the order of days."""
    if isinstance(last, Visit) and (new.result in REPORTS or new.result != last.result):
        word, day = last.get_result_display(), last.visited_on
    elif not isinstance(last, Visit) and new.result in REPORTS:
        word, day = VisitResult(last.result).label, last.visited_on
    else:
        return
    new.row.warn(
        f"Sudah ada kunjungan yang lebih baru ({word}, {day_words(day)}); hasil yang lebih lama "
        "ini dicatat sebagai riwayat dan tidak mengubahnya."
    )
