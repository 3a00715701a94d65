"""Aid programmes and the rules of receiving two of them together: data with dates, not columns."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bansos.lib.dates import month_of
from programs.overlap.rules import Unit, Verdict
from registry.codes import FundingSource, ProgramTarget

# It stands in addresses and, beside others, in the keys of figures ("pair:BPNT+PKH").
CODE = RegexValidator(
    r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z",
    "Tulis kode dengan huruf besar, angka dan tanda hubung saja, misalnya SMD-SEMBAKO-2021.",
)


class Benefit(models.TextChoices):
    CASH = "uang", "Uang"
    GOODS = "barang", "Barang"
    PREMIUM = "premi", "Premi"


class PeriodType(models.TextChoices):
    MONTH = "bulan", "Bulan"
    STAGE = "tahap", "Tahap"
    QUARTER = "triwulan", "Triwulan"
    ONCE = "sekali", "Sekali"


class ProgramQuerySet(models.QuerySet["Program"]):
    def counted(self) -> "ProgramQuerySet":
        """Programmes that figures of aid count; PBI-JK, which nearly everybody has, is apart."""
        return self.filter(counted=True)


class Program(models.Model):
    """One programme of one office. Amounts are whole rupiah for one period."""

    code = models.CharField("kode", max_length=20, unique=True, validators=[CODE])
    name = models.CharField("nama", max_length=120)
    source = models.CharField("sumber dana", max_length=12, choices=FundingSource)
    target = models.CharField("sasaran", max_length=12, choices=ProgramTarget)
    benefit = models.CharField("bentuk", max_length=8, choices=Benefit, default=Benefit.CASH)
    amount = models.PositiveBigIntegerField("nilai per periode (Rp)", null=True, blank=True)
    period_type = models.CharField(
        "periode", max_length=10, choices=PeriodType, default=PeriodType.MONTH
    )
    counted = models.BooleanField(
        "dihitung", default=True, help_text="Tidak dihitung: dilaporkan terpisah, seperti PBI-JK."
    )
    aliases = models.JSONField("sebutan lain dalam berkas", default=list, blank=True)
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    note = models.TextField("keterangan", blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = "program"
        verbose_name_plural = "program"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="program_source_known", condition=Q(source__in=FundingSource.values)
            ),
            models.CheckConstraint(
                name="program_target_known", condition=Q(target__in=ProgramTarget.values)
            ),
            models.CheckConstraint(
                name="program_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Tanggal akhir mendahului tanggal mulai.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OverlapRuleQuerySet(models.QuerySet["OverlapRule"]):
    def with_sides(self) -> "OverlapRuleQuerySet":
        return self.select_related("first", "second")


class OverlapRule(models.Model):
    """What it means to receive two programmes in one month within one unit.

    Each side is a programme, or every programme of a funding source, or (both empty) any
    programme at all; the most specific rule wins (programs/overlap/rules.py). A rule that was in
    force is ended, never deleted: the months it held in keep it. `version` grows with every
    change, so that a decision taken on an old page is noticed.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    first = models.ForeignKey(
        Program,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="program pertama",
    )
    first_source = models.CharField(
        "atau semua program dari", max_length=12, choices=FundingSource, blank=True
    )
    second = models.ForeignKey(
        Program,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="program kedua",
    )
    second_source = models.CharField(
        "atau semua program dari", max_length=12, choices=FundingSource, blank=True
    )
    verdict = models.CharField("putusan", max_length=16, choices=Verdict)
    unit = models.CharField("mengikat", max_length=12, choices=Unit, default=Unit.KK)
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    basis = models.CharField("dasar hukum", max_length=200, blank=True)
    note = models.TextField("keterangan", blank=True)

    objects = OverlapRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "aturan rangkap"
        verbose_name_plural = "aturan rangkap"
        ordering = ["first__code", "second__code", "id"]
        constraints = [
            models.CheckConstraint(
                name="rule_verdict_known", condition=Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(name="rule_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="rule_names_a_side", condition=~Q(first=None) | ~Q(first_source="")
            ),
            models.CheckConstraint(
                name="rule_side_is_one_thing",
                condition=(Q(first=None) | Q(first_source=""))
                & (Q(second=None) | Q(second_source="")),
            ),
            models.CheckConstraint(
                name="rule_of_two_programs", condition=Q(second=None) | ~Q(first=F("second"))
            ),
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Tanggal akhir mendahului tanggal mulai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair}: {self.get_verdict_display()}"

    def get_absolute_url(self) -> str:
        return reverse("rule_change", args=[self.pk])

    def begins_after(self, month: int) -> bool:
        """Months are year × 12 + month − 1; a rule holds in the whole of those of its dates."""
        return self.valid_from is not None and month_of(self.valid_from) > month

    def ended_before(self, month: int) -> bool:
        return self.valid_to is not None and month_of(self.valid_to) < month

    def holds_in(self, month: int) -> bool:
        return not self.begins_after(month) and not self.ended_before(month)

    @property
    def subject(self) -> str:
        """How the history names it, before the words of its pair."""
        return f"overlaprule:{self.pk} · "

    @property
    def pair(self) -> str:
        return f"{self.first_side} + {self.second_side}"

    @property
    def first_side(self) -> str:
        return side_words(self.first, self.first_source)

    @property
    def second_side(self) -> str:
        return side_words(self.second, self.second_source)


def side_words(program: Program | None, source: str) -> str:
    """ "BPNT", "semua program kota" or "program apa pun": one side of a rule."""
    if program is not None:
        return program.code
    return f"semua program {FundingSource(source).label.lower()}" if source else "program apa pun"
