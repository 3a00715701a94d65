"""Who receives what: recipients as lists name them, and what was paid for which months."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from bansos.lib.constraints import one_of
from programs.models.program import Program
from registry.codes import PaymentStatus
from registry.models import Area, FromRow, Household, Person
from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models import User


class LinkMethod(models.TextChoices):
    NONE = "", "—"
    NIK = "nik", "NIK"
    KK = "kk", "No. KK"
    NAME = "nama", "Nama dan alamat"
    HAND = "petugas", "Ditetapkan petugas"


class LinkState(models.TextChoices):
    LINKED = "terhubung", "Terhubung"
    AMBIGUOUS = "ganda", "Lebih dari satu calon"
    DOUBTFUL = "ragu", "Menunggu dipilih petugas"
    OUTSIDE = "luar", "Di luar register"


# States in which an officer has to choose.
WAITING = (LinkState.AMBIGUOUS, LinkState.DOUBTFUL)


def recipient_key(*, nik: str, kk: str, name_key: str, place: int | str | None) -> str:
    """The natural key of a row of a list (docs/import.md): the same row, the same recipient.

    NIK; without one No. KK + name; without that name + area; '' where nothing names anybody.
    """
    if nik:
        return f"nik:{nik}"
    if kk:
        return f"kk:{kk}|{name_key}"
    return f"nama:{name_key}|{place}" if place else ""


def _seen_by(user: "User", permission: Permission, recipient: str = "") -> Q:
    """Of visible households; who lies outside the register needs a right of its own.

    `recipient`: the path to the recipient, such as "recipient__".
    """
    seen = Q(**{f"{recipient}household__area_id__in": user.area_ids(permission)})
    if user.sees_whole_city(Permission.VIEW_OUTSIDE):
        seen |= Q(**{f"{recipient}household": None})
    return seen


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "RecipientQuerySet":
        return self.filter(_seen_by(user, permission))

    def outside(self) -> "RecipientQuerySet":
        return self.filter(household=None)

    def waiting(self) -> "RecipientQuerySet":
        """Somebody of the register may be meant, and an officer has to say who."""
        return self.filter(link_state__in=WAITING)


class Recipient(FromRow):
    """A row of a programme's list: a person or family as that office names it.

    `nik`, `kk`, `name` are what the list says, kept also where the register says otherwise; the
    link says whom we take it for. `link_method` "petugas": an officer decided, also that nobody of
    the register is meant, or that it has to be looked at again; no import decides after him.
    `key` is the natural key of docs/import.md.
    """

    # No index of its own: the constraint begins with it.
    program = models.ForeignKey(Program, models.PROTECT, related_name="recipients", db_index=False)
    key = models.CharField(max_length=300)
    nik = models.CharField("NIK", max_length=16, blank=True, db_index=True)
    kk = models.CharField("No. KK", max_length=16, blank=True, db_index=True)
    name = models.CharField("nama", max_length=120)
    name_key = models.CharField(max_length=120, db_index=True, editable=False)
    sound_key = models.CharField(max_length=120, db_index=True, editable=False)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    address = models.CharField("alamat", max_length=255, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="recipients")
    area_text = models.CharField("kelurahan menurut daftar", max_length=120, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="aid")
    # No index of its own: recipient_household begins with it.
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="aid", db_index=False
    )
    link_method = models.CharField(max_length=8, choices=LinkMethod, default="", blank=True)
    link_state = models.CharField(max_length=10, choices=LinkState, default=LinkState.OUTSIDE)
    version = models.PositiveIntegerField(default=1)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "penerima"
        verbose_name_plural = "penerima"
        constraints = [
            models.UniqueConstraint(name="recipient_once", fields=["program", "key"]),
            models.CheckConstraint(
                name="recipient_linked_to_household",
                condition=(
                    Q(link_state=LinkState.LINKED, household__isnull=False) & ~Q(link_method="")
                )
                | (
                    ~Q(link_state=LinkState.LINKED)
                    & Q(household=None, person=None, link_method__in=["", LinkMethod.HAND])
                ),
            ),
            models.CheckConstraint(
                name="recipient_link_state_known", condition=one_of("link_state", LinkState.values)
            ),
        ]
        indexes = [
            models.Index(fields=["household", "program"], name="recipient_household"),
            # The queue: few wait among many who are linked.
            models.Index(
                fields=["name_key", "id"],
                name="recipient_waiting",
                condition=Q(link_state__in=WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.program}"


class DisbursementQuerySet(models.QuerySet["Disbursement"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "DisbursementQuerySet":
        """Joined, not `recipient__in`: databases would begin with all that is visible."""
        return self.filter(_seen_by(user, permission, "recipient__"))

    def paid(self) -> "DisbursementQuerySet":
        return self.filter(status=PaymentStatus.PAID)

    def covering(self, first: int, last: int) -> "DisbursementQuerySet":
        """Covers at least one month of the window; months are year × 12 + month − 1."""
        return self.filter(first_month__lte=last, last_month__gte=first)


class Disbursement(FromRow):
    """One payment of one recipient for the months it covers (months: year × 12 + month − 1)."""

    # No index of its own: the constraint begins with it.
    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="disbursements", db_index=False
    )
    first_month = models.PositiveIntegerField()
    last_month = models.PositiveIntegerField()
    stage = models.CharField("tahap", max_length=20, blank=True)
    amount = models.PositiveBigIntegerField("nominal (Rp)", null=True, blank=True)
    status = models.CharField(max_length=12, choices=PaymentStatus)
    # The office's own words, kept beside our five states.
    raw_status = models.CharField(max_length=60, blank=True)
    paid_on = models.DateField("tanggal bayar", null=True, blank=True)
    channel = models.CharField("lembaga penyalur", max_length=60, blank=True)
    note = models.CharField("keterangan", max_length=255, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = "penyaluran"
        verbose_name_plural = "penyaluran"
        constraints = [
            models.UniqueConstraint(
                name="disbursement_once", fields=["recipient", "first_month", "last_month", "stage"]
            ),
            models.CheckConstraint(
                name="disbursement_months_in_order", condition=Q(last_month__gte=F("first_month"))
            ),
            models.CheckConstraint(
                name="disbursement_months_plausible",
                condition=Q(first_month__gte=2000 * 12, last_month__lt=2100 * 12),
            ),
            models.CheckConstraint(
                name="disbursement_status_known", condition=one_of("status", PaymentStatus.values)
            ),
        ]
        indexes = [
            models.Index(fields=["first_month", "last_month"], name="disbursement_months"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.first_month}–{self.last_month}"

    @property
    def months(self) -> tuple[int, int]:
        """First and last month it covers, for `|masa`."""
        return self.first_month, self.last_month
