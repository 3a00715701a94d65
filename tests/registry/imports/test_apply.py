"""Table writes what bulk_create would: the slow plain twin, on both databases."""

import time
import uuid

import pytest
from django.db import IntegrityError, transaction

from registry.imports.applying.table import Table, public_ids
from registry.models import Area, Household, ImportRun, Person, SourceFile, StagedRow

pytestmark = pytest.mark.django_db
ODD = "a\tb\\N\nc\r'\"\U0001f33a"


def plain(person):
    values = {field.attname: getattr(person, field.attname) for field in Person._meta.fields}
    return {name: v for name, v in values.items() if name not in {"id", "public_id", "created_at"}}


def test_an_inserted_row_is_what_bulk_create_makes():
    Person.objects.bulk_create([Person(name=ODD, name_key="K", birth_date="1980-05-12", sex="P")])
    table = Table(Person, "public_id", "name", "name_key", "birth_date", "sex")
    table.insert([(uuid.uuid4().hex, ODD, "K", "1980-05-12", "P")])
    slow, fast = Person.objects.order_by("pk")
    assert plain(fast) == plain(slow)
    assert abs(fast.created_at - slow.created_at).total_seconds() < 60
    assert Person.objects.get(public_id=fast.public_id) == fast


def test_keys_are_never_given_twice_nor_again():
    table = Table(Person, "id", "public_id", "name", "name_key")
    first, second = list(table.keys(2)), list(table.keys(2))
    assert len({*first, *second}) == 4
    table.insert([(key, uuid.uuid4().hex, "A", "A") for key in [*first, *second]])
    later = Person.objects.create(name="B", name_key="B")
    assert later.pk not in {*first, *second}
    assert later.pk < Table(Person, "id").keys(1)[0]


def test_public_ids_are_uuids_that_rise():
    ids = public_ids(5_000)
    assert ids == sorted({*ids})
    for each in map(uuid.UUID, ids):
        assert (each.version, each.variant) == (7, uuid.RFC_4122)
    assert abs((uuid.UUID(ids[0]).int >> 80) / 1000 - time.time()) < 60
    assert public_ids(0) == []


def test_an_update_sets_the_named_fields_of_the_named_rows():
    one, two = (Person.objects.create(name=n, name_key=n, sex="L") for n in "AB")
    Table(Person, "id", "name", "birth_date", "version").update([(one.pk, ODD, "1980-05-12", 2)])
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, str(one.birth_date), one.version, one.sex) == (ODD, "1980-05-12", 2, "L")
    assert (two.name, two.birth_date, two.version) == ("B", None, 1)


def test_an_update_meets_no_unique_column_of_its_own_row():
    """An upsert by key proposes the row anew, and its NIK with it; this does not."""
    people = [Person.objects.create(name=n, name_key=n, nik=f"647203120580000{n}") for n in "12"]
    rows = [(person.pk, person.nik, "BARU") for person in people]
    Table(Person, "id", "nik", "name").update(rows)
    assert set(Person.objects.values_list("name", flat=True)) == {"BARU"}


def test_constraints_of_the_database_hold():
    area = Area.objects.villages().first()
    table = Table(Household, "public_id", "area_id", "standing")
    with pytest.raises(IntegrityError), transaction.atomic():
        table.insert([(uuid.uuid4().hex, area.pk, "entah")])


def test_empty_text_null_and_json_stay_apart():
    file = SourceFile.objects.create(sha256="0" * 64, name="a", size=1, path="")
    run = ImportRun.objects.create(kind="dtks", file=file, file_name="a")
    table = Table(StagedRow, "run_id", "number", "raw", "cleaned", "key")
    table.insert([(run.pk, 1, '["", null, "\\u0041"]', None, "")])
    row = StagedRow.objects.get()
    assert (row.raw, row.cleaned, row.key, row.problems) == (["", None, "A"], None, "", [])
