"""What nobody sends by mistake: NUL, endless names, numbers where they must not stay."""

import logging
from traceback import format_exception

import pytest
from django.db import IntegrityError

from bansos.errors import MaskIdentities
from gunicorn_conf import access_log_format
from registry.audit import record
from registry.events import Verb
from registry.roles import Permission
from registry.tasks import JobFailed, in_background
from tests.factories import UserFactory, village

pytestmark = pytest.mark.django_db

NIK = "6472031205780001"


@pytest.mark.parametrize("address", ["/tugas/?rt=%00", "/rujukan/registry/user/?username=a%00"])
def test_a_nul_in_an_address_is_refused(client_as, address):
    assert client_as(UserFactory(role="admin")).get(address).status_code == 400


def test_a_nul_in_a_cookie_is_refused(client):
    client.cookies["sessionid"] = "abcdefghij\x00"
    assert client.get("/").status_code == 400


def test_an_endless_user_name_is_an_unknown_one(client):
    def answer(name):
        page = client.post("/masuk/", {"username": name, "password": "x"})
        return page.status_code, page.context["form"].non_field_errors()

    assert answer("x" * 10_000) == answer("tidak-ada")


def test_a_long_name_does_not_keep_an_act_out_of_the_history():
    name = "N" * 120
    assert record(Verb.REFERENCE_ADDED, by=None, subject=f"user:{name}").subject[:7] == "user:NN"


@pytest.mark.parametrize("before", ["q=NIK%3A", "q=%20", "q=", "Key (nik)=("])
def test_no_log_line_holds_a_number(before):
    line = logging.LogRecord("django", logging.INFO, "", 1, "GET %s", (f"{before}{NIK}",), None)
    MaskIdentities().filter(line)
    assert NIK not in line.getMessage()


def test_the_log_of_requests_leaves_out_what_was_typed():
    for held in ("%(r)s", "%(q)s", "%(f)s"):  # the whole line, the query, the referer
        assert held not in access_log_format


@pytest.mark.parametrize("permission", [Permission.IMPORT, Permission.ADMINISTER])
def test_an_admin_of_one_kelurahan_has_no_act_upon_the_whole_city(client_as, permission):
    user = UserFactory(role="admin", area=village("Jawa"))
    assert not user.may(permission)
    assert client_as(user).get("/impor/baru/").status_code == 403
    assert client_as(user).get("/rujukan/registry/user/", follow=True).status_code == 403


def test_a_failed_job_keeps_no_number_in_its_row():
    @in_background()
    def job():
        raise IntegrityError(f"Key (nik)=({NIK}) already exists.")

    with pytest.raises(JobFailed) as failure:
        job()
    told = "".join(format_exception(failure.value))
    assert "already exists" in told
    assert NIK not in told
