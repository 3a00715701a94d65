import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "username",
                    models.CharField(max_length=60, unique=True, verbose_name="nama pengguna"),
                ),
                (
                    "full_name",
                    models.CharField(blank=True, max_length=120, verbose_name="nama lengkap"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="aktif")),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="terdaftar"
                    ),
                ),
            ],
            options={
                "verbose_name": "pengguna",
                "verbose_name_plural": "pengguna",
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(max_length=13, unique=True, verbose_name="kode Kemendagri"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("provinsi", "Provinsi"),
                            ("kota", "Kota"),
                            ("kecamatan", "Kecamatan"),
                            ("kelurahan", "Kelurahan"),
                        ],
                        max_length=10,
                        verbose_name="tingkat",
                    ),
                ),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="ejaan lain")),
                ("bps_code", models.CharField(blank=True, max_length=10, verbose_name="kode BPS")),
                ("postcode", models.CharField(blank=True, max_length=5, verbose_name="kode pos")),
                (
                    "area_ha",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="luas (ha)",
                    ),
                ),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="lintang")),
                ("lng", models.FloatField(blank=True, null=True, verbose_name="bujur")),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="berlaku sejak"),
                ),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="berlaku sampai"),
                ),
                (
                    "outline",
                    models.JSONField(
                        blank=True, editable=False, null=True, verbose_name="batas (GeoJSON)"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.area",
                        verbose_name="induk",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="registry.area",
                        verbose_name="pengganti",
                    ),
                ),
            ],
            options={
                "verbose_name": "wilayah",
                "verbose_name_plural": "wilayah",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="City",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_demo", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="city_only_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dtks", "Data DTKS"),
                            ("dtsen", "Data DTSEN"),
                            ("recipients", "Daftar penerima"),
                            ("disbursements", "Daftar penyaluran"),
                            ("verifications", "Hasil verifikasi terdahulu"),
                        ],
                        max_length=14,
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("options", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("menunggu", "Menunggu dibaca"),
                            ("membaca", "Sedang dibaca"),
                            ("pratinjau", "Pratinjau siap"),
                            ("menerapkan", "Sedang diterapkan"),
                            ("diterapkan", "Diterapkan"),
                            ("ditolak", "Ditolak"),
                            ("nihil", "Tidak ada yang berubah"),
                            ("diurungkan", "Diurungkan"),
                            ("dibatalkan", "Dibatalkan"),
                        ],
                        default="menunggu",
                        max_length=12,
                    ),
                ),
                ("apply_at_once", models.BooleanField(default=False)),
                ("error", models.TextField(blank=True)),
                ("sheet", models.CharField(blank=True, max_length=120)),
                ("header_row", models.PositiveIntegerField(blank=True, null=True)),
                ("headers", models.JSONField(blank=True, default=list)),
                ("mapping", models.JSONField(blank=True, default=dict)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("problem", models.PositiveIntegerField(default=0)),
                ("warnings", models.PositiveIntegerField(default=0)),
                ("linked", models.PositiveIntegerField(default=0)),
                ("ambiguous", models.PositiveIntegerField(default=0)),
                ("unlinked", models.PositiveIntegerField(default=0)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("seconds", models.FloatField(default=0)),
                ("changes_digest", models.CharField(blank=True, max_length=64)),
                (
                    "already_imported",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="repeats",
                        to="registry.importrun",
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "impor",
                "verbose_name_plural": "impor",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "nik",
                    models.CharField(
                        blank=True, max_length=16, null=True, unique=True, verbose_name="NIK"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=120)),
                (
                    "mother_name",
                    models.CharField(blank=True, max_length=120, verbose_name="nama ibu kandung"),
                ),
                (
                    "birth_place",
                    models.CharField(blank=True, max_length=80, verbose_name="tempat lahir"),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="tanggal lahir"),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("L", "Laki-laki"), ("P", "Perempuan")],
                        max_length=1,
                        verbose_name="jenis kelamin",
                    ),
                ),
                (
                    "occupation",
                    models.CharField(blank=True, max_length=80, verbose_name="pekerjaan"),
                ),
                (
                    "existence",
                    models.CharField(
                        choices=[
                            ("tinggal", "Tinggal bersama"),
                            ("meninggal", "Meninggal"),
                            ("pindah", "Pindah dalam negeri"),
                            ("luar_negeri", "Ke luar negeri"),
                            ("baru", "Anggota baru"),
                            ("tidak_ditemukan", "Tidak ditemukan"),
                        ],
                        default="tinggal",
                        max_length=16,
                        verbose_name="keberadaan",
                    ),
                ),
                ("existence_on", models.DateField(blank=True, null=True)),
                ("existence_recorded_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "anggota",
                "verbose_name_plural": "anggota",
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="alamat")),
                ("rt", models.CharField(blank=True, max_length=3, verbose_name="RT")),
                ("rw", models.CharField(blank=True, max_length=3, verbose_name="RW")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("belum", "Belum diverifikasi"),
                            ("terkonfirmasi", "Terkonfirmasi"),
                            ("tidak_ditemukan", "Tidak ditemukan"),
                        ],
                        default="belum",
                        max_length=16,
                    ),
                ),
                ("standing_on", models.DateField(blank=True, null=True)),
                (
                    "reported",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "—"),
                            ("meninggal", "Dilaporkan meninggal"),
                            ("pindah_dalam", "Dilaporkan pindah di dalam kota"),
                            ("pindah_keluar", "Dilaporkan pindah keluar kota"),
                            ("menolak", "Dilaporkan menolak"),
                            ("mampu", "Dilaporkan sudah mampu"),
                            ("ganda", "Dilaporkan data ganda"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "closed_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("meninggal", "Seluruh anggota meninggal"),
                            ("pindah", "Pindah keluar kota"),
                            ("menolak", "Menolak bantuan"),
                            ("mampu", "Sudah mampu"),
                            ("ganda", "Data ganda"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="registry.area",
                        verbose_name="kelurahan",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="registry.household",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="heads",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "rumah tangga",
                "verbose_name_plural": "rumah tangga",
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("impor_unggah", "mengunggah berkas"),
                            ("impor_terap", "menerapkan impor"),
                            ("impor_urung", "mengurungkan impor"),
                            ("impor_batal", "membatalkan impor"),
                            ("impor_tolak", "menolak berkas"),
                            ("tampil_nik", "menampilkan NIK"),
                            ("cari_nik", "mencari dengan NIK atau No. KK"),
                            ("cek_kota", "menanyakan NIK di luar wilayahnya"),
                            ("cari_nama", "mencari nama"),
                            ("unduh", "mengunduh daftar"),
                            ("perbaiki_ruta", "memperbaiki data rumah tangga"),
                            ("perbaiki_anggota", "memperbaiki data anggota"),
                            ("ganti_kepala", "menetapkan kepala rumah tangga"),
                            ("kunjungan_terkonfirmasi", "mencatat terkonfirmasi"),
                            ("kunjungan_tak_ketemu", "mencatat tidak ditemukan"),
                            ("kunjungan_tunda", "menunda kunjungan"),
                            ("kunjungan_lapor", "melaporkan perubahan"),
                            ("kunjungan_tarik", "menarik kembali hasil kunjungan"),
                            ("laporan_terima", "menerima laporan"),
                            ("laporan_kembali", "mengembalikan laporan"),
                            ("laporan_cabut", "mencabut penerimaan laporan"),
                            ("periode_buka", "membuka periode verifikasi"),
                            ("periode_tutup", "menutup periode verifikasi"),
                            ("tugas_beri", "memberi penugasan"),
                            ("tugas_cabut", "mencabut penugasan"),
                            ("rujukan_tambah", "menambah data rujukan"),
                            ("rujukan_ubah", "mengubah data rujukan"),
                            ("rujukan_hapus", "menghapus data rujukan"),
                            ("pengguna_tambah", "menambah pengguna"),
                            ("sandi_atur", "mengatur kata sandi"),
                            ("batas_muat", "memuat batas wilayah"),
                            ("wilayah_muat", "memuat daftar wilayah"),
                            ("kota_contoh", "membuat kota contoh"),
                        ],
                        max_length=30,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("before", models.JSONField(blank=True, default=dict)),
                ("after", models.JSONField(blank=True, default=dict)),
                ("reason", models.TextField(blank=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.area",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="registry.household",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="registry.importrun",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "jejak audit",
                "verbose_name_plural": "jejak audit",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("petugas", "Petugas"),
                            ("penyelia", "Penyelia"),
                            ("analis", "Analis"),
                            ("admin", "Admin"),
                        ],
                        max_length=10,
                        verbose_name="peran",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="sejak"),
                ),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="sampai")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="registry.area",
                        verbose_name="wilayah",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pengguna",
                    ),
                ),
            ],
            options={
                "verbose_name": "penempatan",
                "verbose_name_plural": "penempatan",
                "ordering": ["user", "-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kode rilis")),
                (
                    "source",
                    models.CharField(
                        choices=[("dtks", "DTKS"), ("dtsen", "DTSEN"), ("bdt", "BDT 2015")],
                        default="dtks",
                        max_length=5,
                        verbose_name="sumber",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="tanggal rilis")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "rilis data",
                "verbose_name_plural": "rilis data",
                "ordering": ["-issued_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["dtks", "dtsen", "bdt"])),
                        name="release_source_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="registry.area",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="registry.importrun",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="registry.release",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SourceFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=255, verbose_name="nama berkas")),
                ("size", models.BigIntegerField()),
                ("path", models.CharField(max_length=255)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="importrun",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="registry.sourcefile",
            ),
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("raw", models.JSONField()),
                (
                    "cleaned",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=300)),
                ("group", models.CharField(blank=True, max_length=300)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "Baru"),
                            ("changed", "Berubah"),
                            ("same", "Sama"),
                            ("problem", "Bermasalah"),
                        ],
                        default="",
                        max_length=7,
                    ),
                ),
                ("problems", models.JSONField(blank=True, default=list)),
                ("warnings", models.JSONField(blank=True, default=list)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staged_rows",
                        to="registry.importrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residences",
                        to="registry.area",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="residences",
                        to="registry.household",
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
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kk",
                    models.CharField(
                        blank=True, db_index=True, max_length=16, verbose_name="No. KK"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kepala", "Kepala"),
                            ("pasangan", "Istri/suami"),
                            ("suami", "Suami"),
                            ("istri", "Istri"),
                            ("anak", "Anak"),
                            ("menantu", "Menantu"),
                            ("cucu", "Cucu"),
                            ("ortu_mertua", "Orang tua/mertua"),
                            ("orang_tua", "Orang tua"),
                            ("mertua", "Mertua"),
                            ("famili_lain", "Famili lain"),
                            ("pembantu", "Pembantu"),
                            ("lainnya", "Lainnya"),
                        ],
                        max_length=16,
                        verbose_name="hubungan",
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="registry.person",
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
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decile",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="desil"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="registry.household",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="registry.release",
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
        ),
        migrations.CreateModel(
            name="ListedAid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("program_code", models.CharField(max_length=20)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed_aid",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed_aid",
                        to="registry.person",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed_aid",
                        to="registry.release",
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
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("dtks", "ID DTKS"),
                            ("bdt", "ID BDT"),
                            ("idsemesta", "IDSEMESTA"),
                            ("id_keluarga", "id_keluarga DTSEN"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(max_length=32)),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="registry.person",
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
        ),
        migrations.CreateModel(
            name="ChangeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target", models.CharField(max_length=12)),
                ("target_id", models.BigIntegerField()),
                (
                    "before",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="registry.importrun",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="registry.stagedrow",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["provinsi", "kota", "kecamatan", "kelurahan"])),
                name="area_level_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None),
                    ("valid_from", None),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="area_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("nik", ""), _negated=True), name="person_nik_not_blank"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "existence__in",
                        [
                            "tinggal",
                            "meninggal",
                            "pindah",
                            "luar_negeri",
                            "baru",
                            "tidak_ditemukan",
                        ],
                    )
                ),
                name="person_existence_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("sex__in", ["", "L", "P"])), name="person_sex_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="person_merged_elsewhere",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["area", "rt", "address", "id"], name="household_walk"),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                condition=models.Q(("reported", ""), _negated=True),
                fields=["area", "reported"],
                name="household_reported",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ["belum", "terkonfirmasi", "tidak_ditemukan"])),
                name="household_standing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reported__in",
                        [
                            "",
                            "meninggal",
                            "pindah_dalam",
                            "pindah_keluar",
                            "menolak",
                            "mampu",
                            "ganda",
                        ],
                    )
                ),
                name="household_reported_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_on", None), ("closed_reason", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_on__isnull", False),
                        ("closed_reason__in", ["meninggal", "pindah", "menolak", "mampu", "ganda"]),
                    ),
                    _connector="OR",
                ),
                name="household_closed_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(
                        ("closed_at__isnull", False),
                        models.Q(("merged_into", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="household_merged_is_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "impor_unggah",
                            "impor_terap",
                            "impor_urung",
                            "impor_batal",
                            "impor_tolak",
                            "tampil_nik",
                            "cari_nik",
                            "cek_kota",
                            "cari_nama",
                            "unduh",
                            "perbaiki_ruta",
                            "perbaiki_anggota",
                            "ganti_kepala",
                            "kunjungan_terkonfirmasi",
                            "kunjungan_tak_ketemu",
                            "kunjungan_tunda",
                            "kunjungan_lapor",
                            "kunjungan_tarik",
                            "laporan_terima",
                            "laporan_kembali",
                            "laporan_cabut",
                            "periode_buka",
                            "periode_tutup",
                            "tugas_beri",
                            "tugas_cabut",
                            "rujukan_tambah",
                            "rujukan_ubah",
                            "rujukan_hapus",
                            "pengguna_tambah",
                            "sandi_atur",
                            "batas_muat",
                            "wilayah_muat",
                            "kota_contoh",
                        ],
                    )
                ),
                name="audit_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["petugas", "penyelia", "analis", "admin"])),
                name="posting_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="posting_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(
                fields=("user", "role", "area", "valid_from"), name="posting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("release", "area", "run"), name="delivery_once_a_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "menunggu",
                            "membaca",
                            "pratinjau",
                            "menerapkan",
                            "diterapkan",
                            "ditolak",
                            "nihil",
                            "diurungkan",
                            "dibatalkan",
                        ],
                    )
                ),
                name="run_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["dtks", "dtsen", "recipients", "disbursements", "verifications"])
                ),
                name="run_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["diterapkan", "diurungkan"]), _negated=True),
                    ("applied_at__isnull", False),
                    _connector="OR",
                ),
                name="run_applied_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="stagedrow",
            index=models.Index(fields=["run", "outcome", "number"], name="staged_row_outcome"),
        ),
        migrations.AddIndex(
            model_name="stagedrow",
            index=models.Index(fields=["run", "group", "number"], name="staged_row_group"),
        ),
        migrations.AddConstraint(
            model_name="stagedrow",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="staged_row_once"),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("household",),
                name="residence_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="residence_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("person",),
                name="membership_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="membership_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("release", "household"), name="listing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("decile", None), ("decile__range", (1, 10)), _connector="OR"),
                name="listing_decile_range",
            ),
        ),
        migrations.AddIndex(
            model_name="listedaid",
            index=models.Index(fields=["household", "program_code"], name="listed_aid_household"),
        ),
        migrations.AddConstraint(
            model_name="listedaid",
            constraint=models.UniqueConstraint(
                fields=("release", "person", "program_code"), name="listed_aid_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(fields=("scheme", "value"), name="identifier_once"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.CheckConstraint(
                condition=models.Q(("scheme__in", ["dtks", "bdt", "idsemesta", "id_keluarga"])),
                name="identifier_scheme_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("household__isnull", False), ("person", None)),
                    models.Q(("household", None), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="identifier_of_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="changerow",
            index=models.Index(fields=["target", "target_id", "id"], name="change_of_target"),
        ),
    ]
