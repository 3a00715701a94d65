"""What a checked list is told of one row: five cells, in the words of the office. No query here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from bansos.lib.dates import joined, month_of, period_words
from bansos.lib.datewords import day_words
from programs.candidates.facts import Facts, Home, Period, Someone
from programs.candidates.held import Held
from programs.candidates.meant import Meant
from programs.candidates.meetings import Foreseen, Rulebook
from programs.candidates.words import Outcome, Registered
from programs.household_aid import Remark
from programs.linking import Link, Wanted
from programs.models import LinkState
from programs.overlap.rules import Aid, Verdict, person_key
from registry.codes import Existence, PaymentStatus
from registry.standing import ClosedReason, Reported, Standing

ENDED: dict[str, Outcome] = {
    ClosedReason.DECEASED.value: Outcome.DECEASED,
    ClosedReason.MOVED.value: Outcome.MOVED,
}
GONE: dict[str, Outcome] = {
    Existence.DECEASED.value: Outcome.DECEASED,
    Existence.MOVED.value: Outcome.MOVED,
    Existence.ABROAD.value: Outcome.MOVED,
}
AFTERWARDS = "Keadaan ini baru sesudah bulan yang ditanyakan"
UNDER_WAY = (PaymentStatus.CANDIDATE, PaymentStatus.PROCESSING)


class Question(NamedTuple):
    """What the office means to pay for which months; `program` None: what do they receive?"""

    program: str | None
    counted: bool
    period: Period


class MeantFor(NamedTuple):
    """Whom a row means, as rules ask: the `person_key`, and the No. KK ('': unknown)."""

    person: str | None
    kk: str


@dataclass(frozen=True)
class Answer:
    """One row's answer; `cells` stand behind the sender's own, under `words.OUR_HEADERS`."""

    registered: Registered
    outcome: Outcome
    place: str = ""
    standing: str = ""
    receives: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def cells(self) -> list[str]:
        known = f"{self.registered.label}, {self.place}" if self.place else self.registered.label
        why = " ".join(f"{reason.rstrip('.')}." for reason in self.reasons)
        return [known, self.standing, self.receives, self.outcome.label, why]


class Judge:
    """Answers the rows of one list by what is known of their people."""

    def __init__(self, question: Question, rules: Rulebook) -> None:
        self.question = question
        self.rules = rules

    def answer(self, row: Wanted, meant: Meant, facts: Facts) -> Answer:
        link = meant.link
        meant_for = whom_meant(row, link, facts)
        new, outside = self._new_aid(meant_for), facts.aid_outside(row, meant_for.person)
        if link.state == LinkState.AMBIGUOUS:
            words = "No. KK ini ada di lebih dari satu rumah tangga; periksa dengan NIK"
            return Answer(Registered.SEVERAL, Outcome.REVIEW, reasons=(words,))
        if link.household_id is None:
            return self._outside(new, outside)
        home = facts.homes.get(link.household_id)
        if home is None:
            return Answer(Registered.YES, Outcome.REVIEW, reasons=("Di luar wilayah Anda",))
        someone = facts.people.get(link.person_id or 0)
        held = [*facts.held.get(link.household_id, ()), *outside]
        return _as_likely(self._at_home(home, someone, held, new), meant)

    def _at_home(
        self, home: Home, someone: Someone | None, held: list[Held], new: Aid | None
    ) -> Answer:
        outcome, reasons = self._judged(new, held)
        stands, why = stands_as(home, someone, self.question.period)
        if stands == Outcome.REVIEW and outcome not in (Outcome.ALLOWED, Outcome.NOT_RECEIVING):
            stands = None
        return Answer(
            Registered.YES,
            stands or outcome,
            place=f"Kel. {home.place}",
            standing=standing_words(home, someone),
            receives=receives(held, self.question.period),
            reasons=(*why, *reasons, *asides(held, self.question.period)),
        )

    def _outside(self, new: Aid | None, held: list[Held]) -> Answer:
        """No household to judge by; what lists outside the register give still counts."""
        outcome, reasons = self._judged(new, held)
        if outcome in (Outcome.ALLOWED, Outcome.NOT_RECEIVING):
            outcome = Outcome.UNREGISTERED
        return Answer(
            Registered.NO,
            outcome,
            receives=receives(held, self.question.period),
            reasons=(*reasons, *asides(held, self.question.period)),
        )

    def _new_aid(self, meant_for: MeantFor) -> Aid | None:
        """The aid that the list would bring, held by whom the row means."""
        program, counted, period = self.question
        if program is None:
            return None
        person, kk = meant_for
        return Aid(program, *period, person or None, kk or None, counted)

    def _judged(self, new: Aid | None, held: Iterable[Held]) -> tuple[Outcome, list[str]]:
        aids = [aid for each in held for aid in each.aids]
        if new is None:
            return (Outcome.RECEIVING if aids else Outcome.NOT_RECEIVING), []
        foreseen = self.rules.foresee(new, aids)
        outcome, remarks = outcome_of(foreseen)
        told = [f"{remark.sentence}. {remark.note}".strip() for remark in remarks]
        if foreseen.doubles:
            told.insert(
                0, f"{program_months(foreseen.doubles, self.question.period)} sudah dibayar"
            )
        return outcome, told


def _as_likely(answer: Answer, meant: Meant) -> Answer:
    """Recognised by name and address only: said so, and where in doubt left to the office."""
    if meant.score is None:
        return answer
    why = f"Dikenali tanpa nomor: {meant.score.sentence} (nilai {meant.score.points} dari 100)"
    reasons = (why, *answer.reasons)
    if not meant.doubtful:
        return replace(answer, registered=Registered.MAYBE, reasons=reasons)
    told = f"Bila benar orangnya: {answer.outcome.label.lower()}"
    return replace(
        answer,
        registered=Registered.MAYBE,
        outcome=Outcome.REVIEW,
        reasons=(why, told, *answer.reasons),
    )


def whom_meant(row: Wanted, link: Link, facts: Facts) -> MeantFor:
    """As the figures would take it: the KK of the row, else the one under which the programme knows
    him already, else that of the person today.
    """
    someone = facts.people.get(link.person_id or 0)
    kk = row.kk or facts.kk_listed(row) or (someone.kk if someone else "")
    return MeantFor(person_key(link.person_id, row.nik), kk)


def outcome_of(foreseen: Foreseen) -> tuple[Outcome, list[Remark]]:
    """The worst that one more aid would bring about, and the remarks that say why."""
    forbidden, review = foreseen.of(Verdict.FORBIDDEN), foreseen.of(Verdict.REVIEW)
    if foreseen.doubles:
        return Outcome.RECEIVES, forbidden
    if forbidden:
        return Outcome.FORBIDDEN, forbidden
    if review:
        return Outcome.REVIEW, review
    return Outcome.ALLOWED, foreseen.of(Verdict.ALLOWED)


def stands_as(
    home: Home, someone: Someone | None, period: Period
) -> tuple[Outcome | None, list[str]]:
    """Whether a person or household is to be paid for these months, whatever the rules say."""
    later = []
    if someone and someone.existence in GONE:
        if _ends(someone.existence_on, period):
            # A dead or absent recipient does not end what his family is given.
            left = "Bantuan keluarganya tidak ikut berakhir: tunjuk penerima lain"
            return GONE[someone.existence], [] if home.closed_reason else [left]
        later = [AFTERWARDS]
    if home.closed_reason:
        # A double was never a household of its own, whenever that was found out.
        if home.closed_reason == ClosedReason.DUPLICATE or _ends(home.closed_on, period):
            return ENDED.get(home.closed_reason, Outcome.CLOSED), []
        later = [AFTERWARDS]
    if someone and someone.existence == Existence.NOT_FOUND:
        return Outcome.REVIEW, ["Orang ini tidak ditemukan saat kunjungan"]
    if home.reported:
        return Outcome.REVIEW, ["Laporan petugas menunggu pemeriksaan penyelia"]
    if home.standing == Standing.NOT_FOUND:
        return Outcome.REVIEW, ["Rumah tangga tidak ditemukan saat kunjungan"]
    return None, later


def _ends(day: date | None, period: Period) -> bool:
    """Whether aid for some month asked about came too late; the month itself is still due."""
    return day is None or month_of(day) < period[1]


def standing_words(home: Home, someone: Someone | None) -> str:
    """ "Meninggal 12 Maret 2021", "Sudah mampu 1 Juli 2021", "Terkonfirmasi; dilaporkan …"."""
    if someone and someone.existence in {*GONE, Existence.NOT_FOUND.value}:
        return _since(str(Existence(someone.existence).label), someone.existence_on)
    if home.closed_reason:
        return _since(str(ClosedReason(home.closed_reason).label), home.closed_on)
    words = _since(str(Standing(home.standing).label), home.standing_on)
    return f"{words}; {Reported(home.reported).label.lower()}" if home.reported else words


def _since(words: str, day: date | None) -> str:
    return f"{words} {day_words(day)}" if day else words


def receives(held: Sequence[Held], period: Period) -> str:
    """ "BPNT April–Juni 2021; PKH April 2021": what was paid for months of the period."""
    aids = [aid for each in held for aid in each.aids]
    return "; ".join(
        program_months([aid for aid in aids if aid.program == code], period)
        for code in sorted({aid.program for aid in aids})
    )


def program_months(aids: Sequence[Aid], period: Period) -> str:
    """The months of one programme, cut to the period."""
    spans = ((max(aid.first, period[0]), min(aid.last, period[1])) for aid in aids)
    months = " dan ".join(period_words(*span) for span in joined(sorted(spans)))
    return f"{aids[0].program} {months}"


def asides(held: Sequence[Held], period: Period) -> list[str]:
    """What is no payment yet and may become one: under way, or only on the list."""
    under_way: dict[tuple[str, str], list[Aid]] = defaultdict(list)
    for each in held:
        for first, last, status in each.payments:
            if status in UNDER_WAY:
                label = PaymentStatus(status).label.lower()
                under_way[each.program, label].append(Aid(each.program, first, last))
    told = [f"{program_months(a, period)} tercatat {word}" for (_, word), a in under_way.items()]
    listed = sorted({each.program for each in held if not each.payments})
    if listed:
        told.append(f"Ada di daftar penerima {', '.join(listed)}, belum ada penyalurannya")
    return told
