"""/sehat/ tells the watcher of the server whether the database answers."""

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory

from bansos.health import health


@pytest.mark.django_db
def test_a_living_database_is_ok():
    response = health(RequestFactory().get("/sehat/"))
    assert (response.status_code, response.content) == (200, b"ok")


def test_a_silent_database_is_503(monkeypatch):
    def silent():
        raise DatabaseError("connection refused by 10.0.0.1")

    monkeypatch.setattr(connection, "cursor", silent)
    response = health(RequestFactory().get("/sehat/"))
    assert response.status_code == 503
    assert b"10.0.0.1" not in response.content


def test_only_reading_is_answered():
    assert health(RequestFactory().post("/sehat/")).status_code == 405
