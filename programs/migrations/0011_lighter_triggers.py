from django.db import migrations

from programs.overlap import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0010_fewer_indexes"),
    ]

    operations = [
        # On SQLite a trigger asks whether there is anything to mark before it begins.
        migrations.RunPython(triggers.install, migrations.RunPython.noop),
    ]
