"""The kinds of import that read lists of aid: recipients, and what they were paid."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q

from bansos.lib import dates
from bansos.lib.text import header_key
from programs.effects import (
    AidForesight,
    payment_effects,
    recipient_effects,
    repeated_payments,
)
from programs.intake import (
    AidWriter,
    aid_changes,
    count_fields,
    count_links,
    judge_payments,
    judge_recipients,
)
from programs.linking import Register
from programs.linking.duplicates import hold_lines
from programs.models import Disbursement, LinkMethod, Program, Recipient
from programs.models.aid import recipient_key
from programs.periods import months_of, not_far_ahead, same_period
from programs.resources import PaymentResource, RecipientResource
from registry.codes import FundingSource, PaymentStatus
from registry.events import Verb
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.prepared import Prepared
from registry.imports.foresight.effects import Effect
from registry.imports.foresight.staleness import Echo
from registry.imports.importkinds import Choices, Kind, Remark, RowVerdict, Values
from registry.imports.judging import JudgedRow
from registry.imports.refusal import FileRefused
from registry.imports.undoing.undoable import Undoable
from registry.imports.values.cleaning import shown
from registry.imports.values.mending import usual_lists, village_names, words_of
from registry.imports.values.places import Places
from registry.matching.names import name_key
from registry.models import ChangeRow, ImportRun

AID_HOLDS = "bantuan dari impor lain terhubung ke sini"


@dataclass
class AidContext:
    """What the rows of one file share: spellings of areas and programmes, the options."""

    places: Places
    programs: dict[str, Program]
    program: Program | None
    period: tuple[int, int] | None
    foresight: AidForesight = field(default_factory=AidForesight)
    register: Register = field(default_factory=Register)


def programs_by_word() -> dict[str, Program]:
    """Every code, name and alias of every programme → the programme.

    A code is no other programme's word, and a word that two of them share means neither.
    """
    codes, words = dict[str, Program](), dict[str, list[Program]]()
    for program in Program.objects.all():
        codes[header_key(program.code)] = program
        for word in {header_key(word) for word in [program.name, *program.aliases]}:
            words.setdefault(word, []).append(program)
    return {word: found[0] for word, found in words.items() if len(found) == 1} | codes


class RecipientKind(Kind):
    name = "recipients"
    label = "Daftar penerima"
    row_means = "penerima"
    resource = RecipientResource
    option_names: tuple[str, ...] = ("program",)
    companions: tuple[str, ...] = ("disbursements",)
    # Whom a row means does not hang on whether he was met; on duplicates, once they are accepted.
    indifferent_to = frozenset(
        {
            Verb.VISIT_CONFIRMED,
            Verb.VISIT_NOT_FOUND,
            Verb.VISIT_POSTPONED,
            Verb.VISIT_REPORTED,
        }
    )
    undoables = (
        Undoable(Disbursement, "disbursement", holds=AID_HOLDS),
        Undoable(
            Recipient,
            "recipient",
            # Also whom a payment by hand had made and left to the list (actions/aid.py).
            by_row=True,
            holds=AID_HOLDS,
            decided=Q(link_method=LinkMethod.HAND),
        ),
    )

    def complete_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """One spelling for one meaning: "bpnt" is BPNT, "04/2021" is 2021-04."""
        complete = dict(options)
        if asked := complete.get("program"):
            program = programs_by_word().get(header_key(asked))
            complete["program"] = program.code if program else asked.strip()
        if asked := complete.get("period"):
            complete["period"] = same_period(asked)
        return complete

    def closed_lists(self) -> dict[str, Choices]:
        programs = Program.objects.order_by("code")
        return {
            **usual_lists(self),
            "village": village_names(),
            "program": [(program.code, f"{program.code} – {program.name}") for program in programs],
        }

    def placed_by(self, fields: Collection[str]) -> Collection[str]:
        return ("village",)

    def context(self, run: ImportRun) -> AidContext:
        words = programs_by_word()
        asked = run.options.get("program")
        program = words.get(header_key(asked)) if asked else None
        if asked and program is None:
            codes = ", ".join(sorted({program.code for program in words.values()}))
            raise FileRefused("program", f"Program “{asked}” tidak dikenal. Yang dikenal: {codes}.")
        return AidContext(Places(settings.CITY), words, program, self._period(run))

    def _period(self, run: ImportRun) -> tuple[int, int] | None:
        asked = run.options.get("period")
        if not asked:
            return None
        try:
            return not_far_ahead(dates.read_period(asked))
        except ValueError as error:
            raise FileRefused("period", str(error)) from error

    def check(self, values: Values, context: AidContext) -> RowVerdict:
        """Programme, area and key of a recipient. The area is only a hint: many lists lack it."""
        verdict = RowVerdict()
        program = self._program(values, context, verdict)
        self._place(values, context, verdict)
        family = values.pop("family", "")
        values["kk"] = values.get("kk") or family
        values["name_key"] = name_key(values["name"])
        key = key_of_row(values)
        if not key:
            verdict.problems.append(
                (
                    "nik",
                    "",
                    "Tidak ada NIK, No. KK, maupun kelurahan: orangnya tidak dapat ditentukan. "
                    "Isi salah satunya.",
                )
            )
        if program and key:
            values["program"], values["recipient"] = program.pk, key
            verdict.key = verdict.group = f"{program.pk}|{key}"
        return verdict

    def check_rest(self, values: Values, context: AidContext, unread: set[str]) -> list[Remark]:
        verdict = RowVerdict()
        if "program" not in unread:
            self._program(values, context, verdict)
        return verdict.problems

    @staticmethod
    def _program(values: Values, context: AidContext, verdict: RowVerdict) -> Program | None:
        word = values.get("program")
        program = context.programs.get(header_key(word)) if word else context.program
        if program is None and word and context.program:
            program = context.program
            verdict.warnings.append(
                (
                    "program",
                    word,
                    f"Program “{word}” tidak dikenal; dipakai {program.code} dari pilihan impor.",
                )
            )
        if program is None:
            found = (
                f"Program “{word}” tidak dikenal." if word else "Berkas tidak menyebut programnya."
            )
            verdict.problems.append(
                ("program", word or "", f"{found} Pilih program untuk berkas ini.")
            )
        elif program.source == FundingSource.VILLAGE:
            verdict.warnings.append(
                ("program", word or "", "Dana desa di kota tanpa desa: pendatang atau keliru.")
            )
        return program

    @staticmethod
    def _place(values: Values, context: AidContext, verdict: RowVerdict) -> None:
        asked = {field: values.get(field) or "" for field in ("district", "village")}
        values["area"] = None
        if not asked["village"]:
            return
        place = context.places.find(city="", **asked)
        values["area"] = place.area_id
        if place.area_id is None:
            verdict.warnings.append(place.remark(asked))

    def judge(
        self, batch: Sequence[JudgedRow], context: AidContext, ledger: Ledger | None
    ) -> Counter[str]:
        cases = judge_recipients(batch, context.register)
        if ledger is None:
            context.foresight.note(cases)
            return count_links(cases) + count_fields(cases)
        AidWriter(ledger).write_recipients(cases)
        return count_links(cases)

    def hold(self, prepared: Prepared) -> None:
        hold_lines()
        prepared.hold_versions()

    def read_anew(self, context: AidContext) -> None:
        context.register = Register()

    def changes(self, batch: Sequence[JudgedRow], context: AidContext) -> Iterable[ChangeRow]:
        return aid_changes(judge_recipients(batch, context.register))

    def effects(self, run: ImportRun, context: AidContext) -> list[Effect]:
        return recipient_effects(context.foresight)


class PaymentKind(RecipientKind):
    name = "disbursements"
    label = "Daftar penyaluran"
    row_means = "pembayaran"
    resource = PaymentResource
    option_names = ("program", "period")
    companions = ("recipients",)

    def closed_lists(self) -> dict[str, Choices]:
        return {**super().closed_lists(), "status": words_of(PaymentStatus)}

    def check_rest(self, values: Values, context: AidContext, unread: set[str]) -> list[Remark]:
        problems = super().check_rest(values, context, unread)
        if not unread & {"period", "stage"}:
            self._months(values, context, problems)
        return problems

    def check(self, values: Values, context: AidContext) -> RowVerdict:
        """A recipient's rules, and the months the payment covers."""
        verdict = super().check(values, context)
        months = self._months(values, context, verdict.problems)
        if months:
            values["first_month"], values["last_month"] = months
            verdict.key = f"{verdict.group}|{months[0]}-{months[1]}|{values.get('stage') or ''}"
        return verdict

    @staticmethod
    def _months(
        values: Values, context: AidContext, problems: list[Remark]
    ) -> tuple[int, int] | None:
        """The months that `months_of` finds, or None and a problem."""
        own, stage = values.pop("period", None), values.get("stage") or ""
        column, text = ("stage", stage) if stage and not own else ("period", own[2] if own else "")
        try:
            return months_of(own, stage, context.period)
        except ValueError as error:
            problems.append((column, shown(text), str(error)))
            return None

    def judge(
        self, batch: Sequence[JudgedRow], context: AidContext, ledger: Ledger | None
    ) -> Counter[str]:
        owners = judge_recipients(batch, context.register)
        payments = judge_payments(owners)
        if ledger is None:
            context.foresight.note(owners, payments)
            return count_links(owners) + count_fields(owners, payments)
        writer = AidWriter(ledger)
        writer.write_recipients(owners)
        writer.write_payments(payments)
        return count_links(owners)

    def changes(self, batch: Sequence[JudgedRow], context: AidContext) -> Iterable[ChangeRow]:
        owners = judge_recipients(batch, context.register)
        return aid_changes(owners, judge_payments(owners))

    def effects(self, run: ImportRun, context: AidContext) -> list[Effect]:
        return payment_effects(context.foresight)

    def months(self, run: ImportRun, context: AidContext) -> tuple[int, int] | None:
        return context.foresight.months

    def echoes(self, run: ImportRun, context: AidContext) -> list[Echo]:
        return repeated_payments(run, context.foresight)


def key_of_row(values: Values) -> str:
    """The natural key of a row; an area that nobody knows is taken by its word."""
    return recipient_key(
        nik=values.get("nik") or "",
        kk=values.get("kk") or "",
        name_key=values["name_key"],
        place=values.get("area") or header_key(values.get("village") or ""),
    )


RECIPIENTS = RecipientKind()
DISBURSEMENTS = PaymentKind()
