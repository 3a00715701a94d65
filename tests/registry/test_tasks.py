"""A job of the worker comes after whoever waits at a page, where that helps."""

import os
from threading import Thread

import pytest
from django.db import connection

from registry.tasks import GIVES_WAY, in_background


@pytest.mark.django_db
def test_a_job_gives_way_on_postgresql_alone() -> None:
    """In a thread of its own: on Linux priority is a thread's, and not to be raised again."""
    found = []

    @in_background()
    def job() -> None:
        found.append(os.getpriority(os.PRIO_PROCESS, 0))
        connection.close()

    before = os.getpriority(os.PRIO_PROCESS, 0)
    thread = Thread(target=job)
    thread.start()
    thread.join()
    on_postgresql = connection.vendor == "postgresql"
    assert found == [max(before, GIVES_WAY) if on_postgresql else before]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
