"""The city's own areas load by themselves; another city loads its list with `load_areas`."""

from django.conf import settings
from django.db import migrations

from registry import areas


def load(apps, schema_editor):
    if settings.CITY == areas.SHIPPED_CITY:
        areas.load(apps.get_model("registry", "Area"), areas.read_csv(areas.SHIPPED))


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
