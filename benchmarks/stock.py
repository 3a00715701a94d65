"""The import that django-import-export's own way would give: a row, an instance, a save.

The same columns, the same widgets and checks and the same tables as ours, so that only the way of
working differs: a ModelResource that looks a person up, saves it, and then its household and
listing with get_or_create.
"""

import datetime
from typing import Any

import tablib
from django.conf import settings
from import_export import fields, resources

from registry import identifiers
from registry.imports.importkinds import columns_of
from registry.imports.values.places import Places
from registry.matching.names import name_key
from registry.models import (
    Household,
    Identifier,
    ListedAid,
    Listing,
    Membership,
    Person,
    Release,
    Residence,
    Scheme,
)
from registry.resources.dtks_columns import CLAIMS, DtksResource

OURS = DtksResource().fields
ON_PERSON = ("name", "mother_name", "birth_place", "birth_date", "sex", "occupation")


class StockPeople(resources.ModelResource):
    """People by NIK; the other columns of the row are cleaned and saved after the person."""

    nik = fields.Field("nik", OURS["nik"].column_name, widget=OURS["nik"].widget)

    class Meta:
        model = Person
        fields = ("nik",)
        import_id_fields = ("nik",)
        skip_unchanged = True

    def __init__(self, release: Release) -> None:
        super().__init__()
        self.release = release
        self.places = Places(settings.CITY)
        self.said: dict[str, Any] = {}

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.said = {
            column.field: OURS[column.field].widget.clean(row.get(column.label))
            for column in columns_of(DtksResource)
            if column.label in row
        }
        born = self.said["birth_date"]
        self.said["birth_date"] = datetime.date.fromisoformat(born) if born else None
        self.said["place"] = self.places.find(
            city=self.said["city"], district=self.said["district"], village=self.said["village"]
        )
        identifiers.cross_check(
            self.said["nik"], self.said["kk"], self.said["birth_date"], self.said["sex"]
        )

    def before_save_instance(self, instance: Person, row: Any, **kwargs: Any) -> None:
        for name in ON_PERSON:
            setattr(instance, name, self.said[name])
        instance.name_key = name_key(instance.name)
        instance.nik = instance.nik or None

    def after_save_instance(self, instance: Person, row: Any, **kwargs: Any) -> None:
        said, today = self.said, datetime.date(2021, 7, 1)
        known = Identifier.objects.filter(scheme=Scheme.DTKS, value=said["dtks_id"]).first()
        if known and known.household:
            household = known.household
        else:
            household = Household.objects.create(
                area_id=said["place"].area_id, address=said["address"], rt=said["rt"]
            )
            Identifier.objects.create(
                scheme=Scheme.DTKS, value=said["dtks_id"], household=household
            )
            Residence.objects.create(
                household=household, area_id=household.area_id, valid_from=today
            )
        if said["relation"] == "kepala":
            household.head = instance
            household.save()
        Membership.objects.get_or_create(
            person=instance,
            household=household,
            valid_to=None,
            defaults={"kk": said["kk"], "relation": said["relation"], "valid_from": today},
        )
        Listing.objects.get_or_create(release=self.release, household=household)
        for field, code in CLAIMS.items():
            if said.get(field) == "ya":
                ListedAid.objects.get_or_create(
                    release=self.release, household=household, person=instance, program_code=code
                )


def import_rows(
    header: list[str], rows: list[list[str]], release: Release, *, dry_run: bool
) -> None:
    """As its admin pages do: the preview is a dry run, the import does all of it again."""
    table = tablib.Dataset(*rows, headers=header)
    StockPeople(release).import_data(table, dry_run=dry_run, raise_errors=True)
