"""One round is open at a time, whoever opens another in the same moment."""

import datetime
from contextlib import suppress
from importlib import import_module
from threading import Barrier, BrokenBarrierError

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from tests.factories import RoundFactory, UserFactory
from tests.verification.test_two_hands import at_once
from verification.actions.rounds import open_round
from verification.findings import FieldworkRefused
from verification.models import Round

DAY = datetime.date(2021, 3, 1)


@pytest.mark.django_db
def test_a_second_open_round_is_refused_by_the_table_itself():
    RoundFactory(closed_on=DAY)
    RoundFactory()
    with pytest.raises(IntegrityError):
        RoundFactory()


@pytest.mark.django_db
def test_closed_rounds_are_as_many_as_there_were():
    days = [RoundFactory(closed_on=DAY).closed_on for _ in range(3)]
    assert list(Round.objects.values_list("closed_on", flat=True)) == days


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_opened_at_once_one_is_refused_in_words(monkeypatch):
    by = UserFactory(role="admin")
    create, together = Round.objects.create, Barrier(2)

    def held_together(**fields):
        with suppress(BrokenBarrierError):  # on SQLite the other one waits for the lock
            together.wait(1)
        return create(**fields)

    def opening(code):
        try:
            return open_round(code=code, name=code, opened_on=DAY, by=by)
        except FieldworkRefused as refused:
            return refused

    monkeypatch.setattr(Round.objects, "create", held_together)
    found = at_once([lambda code=code: opening(code) for code in ("a", "b")])
    (kept,) = Round.objects.open()
    assert sorted(str(one) for one in found) == sorted(
        [kept.name, f"Periode {kept.name} masih dibuka. Tutup dahulu."]
    )


@pytest.mark.django_db
def test_several_open_rounds_of_an_older_database_are_named_and_left_to_people():
    migration = import_module("verification.migrations.0003_one_open_round")
    migration.refuse_several(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX round_one_open")
    RoundFactory(name="Maret")
    RoundFactory(name="Agustus", opened_on=datetime.date(2021, 8, 1))
    with pytest.raises(RuntimeError, match="2 periode verifikasi masih dibuka: Agustus, Maret"):
        migration.refuse_several(apps, None)
    assert Round.objects.open().count() == 2
