import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                ("opened_on", models.DateField(verbose_name="dibuka")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="ditutup")),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="registry.release",
                        verbose_name="rilis",
                    ),
                ),
            ],
            options={
                "verbose_name": "periode verifikasi",
                "verbose_name_plural": "periode verifikasi",
                "ordering": ["-opened_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rt", models.CharField(blank=True, max_length=3, verbose_name="RT")),
                ("assigned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="registry.area",
                        verbose_name="kelurahan",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="petugas",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="verification.round",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("officer_name", models.CharField(blank=True, max_length=120)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("terkonfirmasi", "Terkonfirmasi"),
                            ("meninggal", "Meninggal"),
                            ("pindah_dalam", "Pindah di dalam kota"),
                            ("pindah_keluar", "Pindah keluar kota"),
                            ("tidak_ditemukan", "Tidak ditemukan"),
                            ("menolak", "Menolak bantuan"),
                            ("mampu", "Sudah mampu"),
                            ("ganda", "Data ganda"),
                            ("ditunda", "Ditunda"),
                        ],
                        max_length=16,
                        verbose_name="hasil",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="tanggal kunjungan")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "destination_text",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="tujuan di luar kota"
                    ),
                ),
                ("seen_version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("berlaku", "Berlaku"),
                            ("dilaporkan", "Dilaporkan, menunggu penyelia"),
                            ("diterima", "Diterima penyelia"),
                            ("dikembalikan", "Dikembalikan penyelia"),
                            ("ditarik", "Ditarik kembali"),
                            ("dicabut", "Penerimaan dicabut"),
                            ("digantikan", "Digantikan kunjungan berikutnya"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                ("effects", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.area",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.area",
                        verbose_name="kelurahan tujuan",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="registry.household",
                    ),
                ),
                (
                    "new_head",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="kepala baru",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="verification.round",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registry.stagedrow",
                    ),
                ),
            ],
            options={
                "verbose_name": "kunjungan",
                "verbose_name_plural": "kunjungan",
                "ordering": ["-visited_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("diterima", "Diterima"),
                            ("dikembalikan", "Dikembalikan"),
                            ("dicabut", "Dicabut"),
                        ],
                        max_length=12,
                        verbose_name="keputusan",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="verification.visit",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="VisitDeath",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "died_on",
                    models.DateField(blank=True, null=True, verbose_name="tanggal meninggal"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deaths",
                        to="verification.visit",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on", None), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="round_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("round", "area", "rt", "officer"), name="assignment_once"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("state", "dilaporkan")),
                fields=["state", "id"],
                name="visit_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("round", "household"),
                name="visit_one_current_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "berlaku",
                            "dilaporkan",
                            "diterima",
                            "dikembalikan",
                            "ditarik",
                            "dicabut",
                            "digantikan",
                        ],
                    )
                ),
                name="visit_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "result__in",
                        [
                            "terkonfirmasi",
                            "meninggal",
                            "pindah_dalam",
                            "pindah_keluar",
                            "tidak_ditemukan",
                            "menolak",
                            "mampu",
                            "ganda",
                            "ditunda",
                        ],
                    )
                ),
                name="visit_result_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("officer__isnull", False),
                    models.Q(("officer_name", ""), _negated=True),
                    _connector="OR",
                ),
                name="visit_has_an_officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["diterima", "dikembalikan", "dicabut"])),
                name="review_decision_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "dikembalikan"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="review_return_has_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitdeath",
            constraint=models.UniqueConstraint(fields=("visit", "person"), name="visit_death_once"),
        ),
    ]
