"""Files that came in, the runs that read them, their rows, and every value a run changed."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models.user import User


class ImportKind(models.TextChoices):
    DTKS = "dtks", "Data DTKS"
    DTSEN = "dtsen", "Data DTSEN"
    RECIPIENTS = "recipients", "Daftar penerima"
    DISBURSEMENTS = "disbursements", "Daftar penyaluran"
    VERIFICATIONS = "verifications", "Hasil verifikasi terdahulu"


class RunState(models.TextChoices):
    """The life of a run. The run row, not the background task, is the truth."""

    WAITING = "menunggu", "Menunggu dibaca"
    READING = "membaca", "Sedang dibaca"
    PREVIEWED = "pratinjau", "Pratinjau siap"
    APPLYING = "menerapkan", "Sedang diterapkan"
    APPLIED = "diterapkan", "Diterapkan"
    REFUSED = "ditolak", "Ditolak"
    NOTHING = "nihil", "Tidak ada yang berubah"
    UNDONE = "diurungkan", "Diurungkan"
    DISCARDED = "dibatalkan", "Dibatalkan"


class SourceFile(models.Model):
    """A file as it was sent, kept unchanged."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField("nama berkas", max_length=255)
    size = models.BigIntegerField()
    path = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.IMPORT
    ) -> "ImportRunQuerySet":
        """A file speaks of the whole city: only who may import in the whole city sees runs."""
        return self.all() if user.sees_whole_city(permission) else self.none()


class ImportRun(models.Model):
    """One reading of one file with one set of options."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=14, choices=ImportKind)
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="runs")
    # The name under which the file came this time: the same bytes may come renamed.
    file_name = models.CharField(max_length=255)
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.WAITING)
    # Asked for by the command line: apply as soon as it has been read.
    apply_at_once = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)
    headers = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    problem = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    ambiguous = models.PositiveIntegerField(default=0)
    unlinked = models.PositiveIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True, blank=True)
    # Whose step this is, or was; null: it waits for one. Who slept until another one was given it
    # finds himself replaced.
    worker = models.UUIDField(null=True, blank=True, editable=False)
    # How often a worker began what was asked; a run that kills every worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    # What an apply would do to the city, as the preview found it (kind's own words and counts).
    effects = models.JSONField(default=dict, blank=True)
    # The run whose problem rows this file mends.
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    already_imported = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repeats"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="import_runs"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    changes_digest = models.CharField(max_length=64, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "impor"
        verbose_name_plural = "impor"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="run_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(name="run_kind_known", condition=Q(kind__in=ImportKind.values)),
            models.CheckConstraint(
                name="run_applied_has_time",
                condition=~Q(state__in=[RunState.APPLIED, RunState.UNDONE])
                | Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Impor {self.pk}: {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.public_id])

    @property
    def reading(self) -> str:
        """Which reading of the file a page shows; it changes whenever the file is read again."""
        return self.heartbeat.isoformat() if self.heartbeat else ""


class ColumnMemory(models.Model):
    """Which column is which in the files of one shape, as somebody once confirmed it.

    `shape` is the digest of the kind and the header words. A shape names its sender: offices keep
    their layouts, and two offices with the same header words mean the same by them.
    """

    kind = models.CharField(max_length=14, choices=ImportKind)
    shape = models.CharField(max_length=64)
    # {header: field, or "" where it is kept raw only}
    mapping = models.JSONField(default=dict)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="column_memory_once", fields=["kind", "shape"]),
        ]

    def __str__(self) -> str:
        return f"Kolom {self.get_kind_display()}"


class Outcome(models.TextChoices):
    """Every data row is in exactly one."""

    NEW = "new", "Baru"
    CHANGED = "changed", "Berubah"
    SAME = "same", "Sama"
    PROBLEM = "problem", "Bermasalah"


class StagedRow(models.Model):
    """One data row of a file: its raw cells as they came, the cleaned values, what was found."""

    # No index of its own: those below begin with it.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="staged_rows", db_index=False)
    number = models.PositiveIntegerField()
    raw = models.JSONField()
    cleaned = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    # The natural key of the row, and of what must be judged together (a household, a recipient).
    key = models.CharField(max_length=300, blank=True)
    group = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome, default="", blank=True)
    # The correction file whose cells took the place of this row's, where one did.
    mended_by = models.ForeignKey(
        SourceFile, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # {field: [row that holds the value, its cell, value]}, where the row is one of those below a
    # merged cell; `raw` has none of it.
    from_above = models.JSONField(null=True, blank=True)
    # [[field or "", masked value, sentence], …]
    problems = models.JSONField(default=list, blank=True)
    warnings = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="staged_row_once", fields=["run", "number"]),
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "number"], name="staged_row_outcome"),
            models.Index(fields=["run", "group", "number"], name="staged_row_group"),
        ]

    def __str__(self) -> str:
        return f"baris {self.number}"


class FromRow(models.Model):
    """A record that a row of a file may have brought.

    The database has no constraint for it: to look up the rows of a whole list took a fifth of the
    time that an apply holds SQLite's only lock, and rows are dropped of runs that were not applied
    alone. Their change rows have the constraint. docs/decisions/0014-officers-meanwhile.md.
    """

    row = models.ForeignKey(
        StagedRow, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        abstract = True


class ChangeRowQuerySet(models.QuerySet["ChangeRow"]):
    def standing(self) -> "ChangeRowQuerySet":
        """Of applied runs, and of undone ones what the undo left: all that anybody may be told."""
        left = LeftUnit.objects.filter(
            run=models.OuterRef("run"), unit=models.OuterRef("row__group")
        )
        return self.filter(Q(run__state=RunState.APPLIED) | Q(models.Exists(left)))


class ChangeRow(models.Model):
    """One record that a run made or changed: old and new values, what undo and the history read.

    `before` is null where the run made the record. `target` is a short fixed word
    (household, person, recipient, disbursement …), never a Python name.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    row = models.ForeignKey(
        StagedRow, models.CASCADE, null=True, blank=True, related_name="changes"
    )
    target = models.CharField(max_length=12)
    target_id = models.BigIntegerField()
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    objects = ChangeRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["target", "target_id", "id"], name="change_of_target")]

    def __str__(self) -> str:
        return f"{self.target} {self.target_id}"


class ForeseenEffect(models.Model):
    """One household or row behind a figure of what an apply would do to the city.

    `effect` is the key of the figure in `ImportRun.effects`. Like a change row it holds plain
    numbers and no foreign keys: a preview must hold nothing that somebody may take back.
    """

    # No index of its own: the one below begins with it.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="foreseen", db_index=False)
    effect = models.CharField(max_length=24)
    household_key = models.BigIntegerField(null=True, blank=True)
    row_number = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "effect", "id"], name="foreseen_of_run")]

    def __str__(self) -> str:
        return self.effect


class LeftUnit(models.Model):
    """What an undo left, so that it can be taken back too once nothing stands in its way.

    `unit` is what was judged together (`StagedRow.group`), or the one record that no row told of
    ("#recipient:7"). `holder` is the import after it that changed the same, where one did.
    """

    # No index of its own: the constraint begins with it.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="left", db_index=False)
    unit = models.CharField(max_length=300)
    holder = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="left_unit_once", fields=["run", "unit"])]

    def __str__(self) -> str:
        return f"sisa impor {self.run_id}"
