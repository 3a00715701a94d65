"""What is refused before it is read, and what every response carries."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from bansos.middleware import MAX_BODY, MAX_FORM
from registry.imports.reading.guard import MAX_FILE_BYTES
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOGIN, IMPORT = "/masuk/", "/impor/baru/"
MULTIPART = "multipart/form-data; boundary=x"


class Unread:
    """A body that must not be touched: to read it is to store it."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = read


def send(client, url, length, **headers):
    said = {"CONTENT_TYPE": MULTIPART, "CONTENT_LENGTH": str(length), **headers}
    return client.post(url, content_type=MULTIPART, **said, **{"wsgi.input": Unread()})


@pytest.mark.parametrize("url", [LOGIN, IMPORT, "/tidak-ada/", "/sehat/"])
def test_a_stranger_sends_no_file(url):
    response = send(Client(enforce_csrf_checks=True), url, MAX_FORM + 1)
    assert response.status_code == 413
    assert "terlalu besar" in response.content.decode()


@pytest.mark.parametrize("role", ["petugas", "penyelia"])
def test_who_may_send_no_file_sends_none(client_as, role):
    response = send(client_as(UserFactory(role=role)), IMPORT, MAX_FORM + 1)
    assert response.status_code == 413
    assert "akun yang boleh mengirim berkas" in response.content.decode()


@pytest.mark.parametrize("role", ["analis", "admin"])
def test_who_may_send_files_sends_none_larger_than_an_import(client_as, role):
    client = client_as(UserFactory(role=role))
    assert MAX_BODY > MAX_FILE_BYTES
    response = send(client, "/cek-calon/", MAX_BODY + 1)
    assert response.status_code == 413
    assert "akun yang boleh" not in response.content.decode()
    with pytest.raises(AssertionError, match="the body was read"):
        send(client, "/cek-calon/", MAX_BODY)


def test_a_body_of_unknown_length_is_refused():
    response = send(Client(), LOGIN, "", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411


@pytest.mark.parametrize("length", ["banyak", "-1"])
def test_a_length_that_is_none_is_refused(length):
    assert send(Client(), LOGIN, length).status_code == 411


@pytest.mark.parametrize(
    "url", ["/static/css/app.css", "/static/tidak-ada.css", "/tidak-ada/", "/"]
)
def test_every_response_carries_the_policy(client, url):
    assert "default-src 'none'" in client.get(url)["Content-Security-Policy"]


def test_who_opens_an_address_of_forms_by_hand_gets_words(client_as):
    client = client_as(UserFactory(role="admin"))
    page = client.get(reverse("import_apply", args=[uuid.uuid4()]))
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "tidak dapat dibuka sendiri" in page.content.decode()
