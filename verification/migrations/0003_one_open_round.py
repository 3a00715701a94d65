import django.db.models.lookups
from django.db import migrations, models


def refuse_several(apps, schema_editor):
    """Which of them stays open is for people to say: officers record visits in one of them."""
    rounds = apps.get_model("verification", "Round").objects.filter(closed_on=None)
    names = list(rounds.order_by("-opened_on", "-id").values_list("name", flat=True))
    if len(names) > 1:
        raise RuntimeError(
            f"{len(names)} periode verifikasi masih dibuka: {', '.join(names)}. Tutup di halaman "
            "Periode sampai tinggal satu, lalu jalankan migrate lagi."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0002_assigned_households"),
    ]

    operations = [
        migrations.RunPython(refuse_several, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                django.db.models.lookups.IsNull(models.F("closed_on"), True),
                condition=models.Q(("closed_on", None)),
                name="round_one_open",
            ),
        ),
    ]
