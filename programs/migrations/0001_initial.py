import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Program",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("pusat", "Pusat"),
                            ("provinsi", "Provinsi"),
                            ("kota", "Kabupaten/kota"),
                            ("dana_desa", "Dana desa"),
                            ("lain", "Lain"),
                        ],
                        max_length=12,
                        verbose_name="sumber dana",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("orang", "Orang"),
                            ("keluarga", "Keluarga (KPM)"),
                            ("rumah_tangga", "Rumah tangga"),
                            ("kelompok", "Kelompok"),
                        ],
                        max_length=12,
                        verbose_name="sasaran",
                    ),
                ),
                (
                    "benefit",
                    models.CharField(
                        choices=[("uang", "Uang"), ("barang", "Barang"), ("premi", "Premi")],
                        default="uang",
                        max_length=8,
                        verbose_name="bentuk",
                    ),
                ),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="nilai per periode (Rp)"
                    ),
                ),
                (
                    "period_type",
                    models.CharField(
                        choices=[
                            ("bulan", "Bulan"),
                            ("tahap", "Tahap"),
                            ("triwulan", "Triwulan"),
                            ("sekali", "Sekali"),
                        ],
                        default="bulan",
                        max_length=10,
                        verbose_name="periode",
                    ),
                ),
                (
                    "counted",
                    models.BooleanField(
                        default=True,
                        help_text="Tidak dihitung: dilaporkan terpisah, seperti PBI-JK.",
                        verbose_name="dihitung",
                    ),
                ),
                (
                    "aliases",
                    models.JSONField(
                        blank=True, default=list, verbose_name="sebutan lain dalam berkas"
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="berlaku sejak"),
                ),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="berlaku sampai"),
                ),
                ("note", models.TextField(blank=True, verbose_name="keterangan")),
            ],
            options={
                "verbose_name": "program",
                "verbose_name_plural": "program",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["pusat", "provinsi", "kota", "dana_desa", "lain"])
                        ),
                        name="program_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target__in", ["orang", "keluarga", "rumah_tangga", "kelompok"])
                        ),
                        name="program_target_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_from", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="program_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=300)),
                (
                    "nik",
                    models.CharField(blank=True, db_index=True, max_length=16, verbose_name="NIK"),
                ),
                (
                    "kk",
                    models.CharField(
                        blank=True, db_index=True, max_length=16, verbose_name="No. KK"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=120)),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="alamat")),
                (
                    "area_text",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="kelurahan menurut daftar"
                    ),
                ),
                (
                    "link_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "—"),
                            ("nik", "NIK"),
                            ("kk", "No. KK"),
                            ("nama", "Nama dan alamat"),
                            ("petugas", "Ditetapkan petugas"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "link_state",
                    models.CharField(
                        choices=[
                            ("terhubung", "Terhubung"),
                            ("ganda", "Lebih dari satu calon"),
                            ("luar", "Di luar register"),
                        ],
                        default="luar",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="registry.area",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid",
                        to="registry.person",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="programs.program",
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
                "verbose_name": "penerima",
                "verbose_name_plural": "penerima",
            },
        ),
        migrations.CreateModel(
            name="Disbursement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_month", models.PositiveIntegerField()),
                ("last_month", models.PositiveIntegerField()),
                ("stage", models.CharField(blank=True, max_length=20, verbose_name="tahap")),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="nominal (Rp)"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("calon", "Calon"),
                            ("diproses", "Diproses"),
                            ("disalurkan", "Disalurkan"),
                            ("gagal", "Gagal"),
                            ("dikeluarkan", "Dikeluarkan"),
                        ],
                        max_length=12,
                    ),
                ),
                ("raw_status", models.CharField(blank=True, max_length=60)),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="tanggal bayar")),
                (
                    "channel",
                    models.CharField(blank=True, max_length=60, verbose_name="lembaga penyalur"),
                ),
                ("note", models.CharField(blank=True, max_length=255, verbose_name="keterangan")),
                ("version", models.PositiveIntegerField(default=1)),
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
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disbursements",
                        to="programs.recipient",
                    ),
                ),
            ],
            options={
                "verbose_name": "penyaluran",
                "verbose_name_plural": "penyaluran",
            },
        ),
        migrations.CreateModel(
            name="OverlapRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pusat", "Pusat"),
                            ("provinsi", "Provinsi"),
                            ("kota", "Kabupaten/kota"),
                            ("dana_desa", "Dana desa"),
                            ("lain", "Lain"),
                        ],
                        max_length=12,
                        verbose_name="atau semua program dari",
                    ),
                ),
                (
                    "second_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pusat", "Pusat"),
                            ("provinsi", "Provinsi"),
                            ("kota", "Kabupaten/kota"),
                            ("dana_desa", "Dana desa"),
                            ("lain", "Lain"),
                        ],
                        max_length=12,
                        verbose_name="atau semua program dari",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("diizinkan", "Diizinkan"),
                            ("dilarang", "Dilarang"),
                            ("perlu_ditinjau", "Perlu ditinjau"),
                            ("tidak_dihitung", "Tidak dihitung"),
                        ],
                        max_length=16,
                        verbose_name="putusan",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("orang", "Orang"),
                            ("kk", "Kartu keluarga (KK)"),
                            ("rumah_tangga", "Rumah tangga"),
                        ],
                        default="kk",
                        max_length=12,
                        verbose_name="mengikat",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="berlaku sejak"),
                ),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="berlaku sampai"),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="dasar hukum")),
                ("note", models.TextField(blank=True, verbose_name="keterangan")),
                (
                    "first",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.program",
                        verbose_name="program pertama",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.program",
                        verbose_name="program kedua",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan rangkap",
                "verbose_name_plural": "aturan rangkap",
                "ordering": ["first__code", "second__code", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "verdict__in",
                                ["diizinkan", "dilarang", "perlu_ditinjau", "tidak_dihitung"],
                            )
                        ),
                        name="rule_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["orang", "kk", "rumah_tangga"])),
                        name="rule_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", None), _negated=True),
                            models.Q(("first_source", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rule_names_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", None), ("first_source", ""), _connector="OR"),
                            models.Q(("second", None), ("second_source", ""), _connector="OR"),
                        ),
                        name="rule_side_is_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second", None),
                            models.Q(("first", models.F("second")), _negated=True),
                            _connector="OR",
                        ),
                        name="rule_of_two_programs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_from", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rule_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(fields=["household", "program"], name="recipient_household"),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.UniqueConstraint(fields=("program", "key"), name="recipient_once"),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("household__isnull", False),
                        ("link_state", "terhubung"),
                        models.Q(("link_method", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("link_state", "terhubung"), _negated=True),
                        ("household", None),
                        ("link_method", ""),
                        ("person", None),
                    ),
                    _connector="OR",
                ),
                name="recipient_linked_to_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("link_state__in", ["terhubung", "ganda", "luar"])),
                name="recipient_link_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="disbursement",
            index=models.Index(fields=["first_month", "last_month"], name="disbursement_months"),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.UniqueConstraint(
                fields=("recipient", "first_month", "last_month", "stage"), name="disbursement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_month__gte", models.F("first_month"))),
                name="disbursement_months_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_month__gte", 24000), ("last_month__lt", 25200)),
                name="disbursement_months_plausible",
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["calon", "diproses", "disalurkan", "gagal", "dikeluarkan"])
                ),
                name="disbursement_status_known",
            ),
        ),
    ]
