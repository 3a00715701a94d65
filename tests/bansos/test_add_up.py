"""Acts of people queue the adding up of aid, once and only when there is something to add up."""

import pytest
from django_tasks_db.models import DBTaskResult

from programs import tasks
from programs.models import AidMark
from programs.overlap import upkeep
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
LOGIN = "/masuk/"


@pytest.fixture(autouse=True)
def _two_are_many(monkeypatch):
    monkeypatch.setattr(tasks, "MANY_MARKS", 2)


def test_an_act_queues_it_once_where_much_has_changed(client):
    HouseholdFactory.create_batch(2)
    for _ in range(2):
        client.post(LOGIN)
    assert DBTaskResult.objects.filter(task_path="programs.tasks.add_up_aid").count() == 1


def test_neither_reading_nor_a_single_change_queues_it(client):
    HouseholdFactory.create()
    client.post(LOGIN)
    HouseholdFactory.create()
    client.get(LOGIN)
    assert AidMark.objects.count() == 2
    assert not DBTaskResult.objects.exists()


def test_after_it_ran_nothing_is_queued(client):
    HouseholdFactory.create_batch(2)
    upkeep.refresh()
    client.post(LOGIN)
    assert not DBTaskResult.objects.exists()
