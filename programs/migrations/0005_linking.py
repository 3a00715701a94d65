from django.db import migrations, models

from programs.overlap import triggers
from registry.matching.names import sound_key

BATCH = 2_000


def fill(apps, schema_editor):
    """The sounds of the names that are there already."""
    recipients = apps.get_model("programs", "Recipient").objects
    last = 0
    while batch := list(recipients.filter(pk__gt=last).order_by("pk").only("name_key")[:BATCH]):
        for recipient in batch:
            recipient.sound_key = sound_key(recipient.name_key)
        recipients.bulk_update(batch, ["sound_key"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0004_rule_versions"),
        ("registry", "0007_sounds_of_names"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="recipient", name="recipient_linked_to_household"),
        migrations.RemoveConstraint(model_name="recipient", name="recipient_link_state_known"),
        migrations.AddField(
            model_name="recipient",
            name="birth_date",
            field=models.DateField(blank=True, null=True, verbose_name="tanggal lahir"),
        ),
        migrations.AddField(
            model_name="recipient",
            name="rt",
            field=models.CharField(blank=True, default="", max_length=3, verbose_name="RT"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="recipient",
            name="sound_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="recipient",
            name="link_state",
            field=models.CharField(
                choices=[
                    ("terhubung", "Terhubung"),
                    ("ganda", "Lebih dari satu calon"),
                    ("ragu", "Menunggu dipilih petugas"),
                    ("luar", "Di luar register"),
                ],
                default="luar",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(
                condition=models.Q(("link_state__in", ("ganda", "ragu"))),
                fields=["name_key", "id"],
                name="recipient_waiting",
            ),
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
                        ("link_method__in", ["", "petugas"]),
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
                condition=models.Q(("link_state__in", ["terhubung", "ganda", "ragu", "luar"])),
                name="recipient_link_state_known",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # On SQLite the table was made anew, and lost its triggers with that.
        migrations.RunPython(triggers.install, migrations.RunPython.noop),
    ]
