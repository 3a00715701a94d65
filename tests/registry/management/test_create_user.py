"""manage.py create_user: a password from standard input, one posting an area, words for a fault."""

import io

import pytest
from django.core.management import CommandError, call_command

from registry.models import Posting, User

pytestmark = pytest.mark.django_db
PASSWORD = "kuat-sekali-99"


@pytest.fixture
def create(monkeypatch, capsys):
    def run(name, *arguments, password=PASSWORD):
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        call_command("create_user", name, *arguments)
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    "areas",
    [
        ["--area", "64.72.01", "64.72.02.1001"],
        ["--area", "64.72.01", "--area", "64.72.02.1001"],
    ],
)
def test_every_area_named_gets_a_posting(create, areas):
    create("ani", "--role", "petugas", *areas)
    codes = Posting.objects.order_by("area__code").values_list("area__code", flat=True)
    assert list(codes) == ["64.72.01", "64.72.02.1001"]
    assert User.objects.get().check_password(PASSWORD)


def test_a_made_password_is_printed_once_and_works(create):
    said = create("ani", "--role", "admin", "--area", "64.72", "--generate", password="")
    assert User.objects.get().check_password(said.split()[-1])


@pytest.mark.parametrize(
    ("name", "role", "area", "password"),
    [
        ("ani", "bos", "64.72", PASSWORD),
        ("ani", "petugas", "99.99", PASSWORD),
        ("ani", "petugas", "64.72", "pendek"),
        ("ani", "petugas", "64.72", ""),
        ("", "petugas", "64.72", PASSWORD),
        ("ani budi", "petugas", "64.72", PASSWORD),
        ("6472031205780001", "petugas", "64.72", PASSWORD),
    ],
)
def test_a_wrong_call_makes_nobody(create, name, role, area, password):
    with pytest.raises(CommandError) as refused:
        create(name, "--role", role, "--area", area, password=password)
    assert refused.value.returncode in {1, 2}  # 1: argparse inside call_command
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused(create):
    create("ani", "--role", "petugas", "--area", "64.72")
    with pytest.raises(CommandError, match="sudah ada") as refused:
        create("ani", "--role", "admin", "--area", "64.72")
    assert refused.value.returncode == 2
