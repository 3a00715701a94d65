"""The programmes and overlap rules that ship with the product."""

from django.db import migrations

from programs import reference


def load(apps, schema_editor):
    program = apps.get_model("programs", "Program")
    reference.load_programs(program)
    reference.load_rules(apps.get_model("programs", "OverlapRule"), program)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
