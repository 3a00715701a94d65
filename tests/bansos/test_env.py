"""Settings from the environment: what is taken, and a hint for what is not."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bansos import env


@pytest.fixture
def database(monkeypatch):
    def read(url):
        monkeypatch.setenv("BANSOS_DATABASE_URL", url)
        return env.database(Path("/tidak/dipakai"))

    return read


def test_signs_in_a_password_are_written_as_percent_codes(database):
    found = database("postgres://us%40er:p%40s%2F%23%3F@db:5433/kota")
    assert (found["USER"], found["PASSWORD"]) == ("us@er", "p@s/#?")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", "5433", "kota")


def test_a_socket_is_named_in_the_query(database):
    assert database("postgres://u@/kota?host=/run/postgresql")["HOST"] == "/run/postgresql"


def test_what_else_the_query_says_reaches_the_driver(database):
    options = database("postgres://u@db/kota?sslmode=verify-full&port=5433")["OPTIONS"]
    assert options["sslmode"] == "verify-full"
    assert "port" not in options


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:rahasia@h/kota",
        "/tmp/kota.sqlite3",
        "sqlite://kota.sqlite3",
        "postgres://u:rahasia@h:abc/kota",
        "postgres://u:raha#sia@h/kota",
        "postgres://u:rahasia@h:5432/",
        "postgres://[h/kota",
    ],
)
def test_an_unreadable_url_gives_a_hint_and_no_password(database, url):
    with pytest.raises(ImproperlyConfigured, match=r"BANSOS_DATABASE_URL.*Write sqlite") as refused:
        database(url)
    assert "rahasia" not in str(refused.value)


def test_a_word_that_is_no_city_gives_a_hint(monkeypatch):
    monkeypatch.setenv("BANSOS_CITY", "samarinda")
    with pytest.raises(ImproperlyConfigured, match=r"BANSOS_CITY=64\.72"):
        env.city_code("BANSOS_CITY", "64.72")


def test_the_key_is_made_once_and_only_its_owner_may_read_it(monkeypatch, tmp_path):
    monkeypatch.delenv("BANSOS_SECRET_KEY", raising=False)
    path = tmp_path / "var" / "key"
    assert env.secret_key(path) == env.secret_key(path) != ""
    assert path.stat().st_mode & 0o777 == 0o600
