from django.db import migrations, models

from registry.matching.names import sound_key

BATCH = 2_000


def fill(apps, schema_editor):
    """The sounds of the names that are there already."""
    people = apps.get_model("registry", "Person").objects
    last = 0
    while batch := list(people.filter(pk__gt=last).order_by("pk").only("name_key")[:BATCH]):
        for person in batch:
            person.sound_key = sound_key(person.name_key)
        people.bulk_update(batch, ["sound_key"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_aid_verbs"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="sound_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
