"""An admin at the door of imports, and a file that he sends."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import UserFactory
from tests.registry.imports.lists import write_list


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin"))


@pytest.fixture
def upload(admin, tmp_path):
    """Sends rows as a DTKS file; gives the response."""

    def send(*rows, name="dtks.csv", kind="dtks", **fields):
        path = write_list(tmp_path / name, rows)
        sent = SimpleUploadedFile(name, path.read_bytes())
        return admin.post(reverse("import_upload"), {"jenis": kind, "berkas": sent, **fields})

    return send
