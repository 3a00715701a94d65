"""Of a checked file nothing stays: no row of any table, no copy on the disk."""

import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from programs.candidates import check as checking
from registry.events import Verb
from registry.models import AuditEvent
from tests.factories import UserFactory, head_of, make_household
from tests.programs.candidates.lists import STRANGER
from tests.registry.imports.workbooks import xlsx

pytestmark = pytest.mark.django_db

CHECK = "/cek-calon/"
ASKED = {"program": "BST", "periode": "April 2021", "alasan": "Sebelum dibayar"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where temporary files go during the test, and nothing else does."""
    own = tmp_path / "sementara"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    return own


@pytest.fixture
def analyst(client_as):
    return client_as(UserFactory(role="analis"))


def rows_of_every_table():
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models()
        if model is not AuditEvent
    }


def files_of(folder):
    """Those that hold anything: an empty one marks whose turn it is."""
    found = Path(folder).rglob("*")
    return sorted(path for path in found if path.is_file() and path.stat().st_size)


def send(client, path):
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(CHECK, {**ASKED, "berkas": upload})


@pytest.mark.parametrize("in_memory", [1, 10_000_000])
def test_a_checked_list_leaves_one_event_and_nothing_else(
    analyst, tmp_path, folder, settings, in_memory
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], [head_of(make_household()).nik, "SITI"]])
    before = rows_of_every_table(), files_of(settings.MEDIA_ROOT)
    response = send(analyst, path)
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert (rows_of_every_table(), files_of(settings.MEDIA_ROOT)) == before
    assert files_of(folder) == []
    event = AuditEvent.objects.get()
    assert (event.verb, event.reason) == (Verb.CANDIDATES_CHECKED, "Sebelum dibayar")
    assert event.after == {"rows": 1, "period": "2021-04", "program": "BST"}


def test_the_event_names_nobody(analyst, tmp_path):
    send(analyst, xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], [STRANGER, "NAMA RAHASIA"]]))
    event = AuditEvent.objects.get()
    told = f"{event.before}{event.after}{event.reason}{event.subject}"
    assert not [word for word in (STRANGER, "RAHASIA") if word in told]
    assert event.household is None
    assert event.person is None


def test_a_refused_list_leaves_nothing_at_all(analyst, tmp_path, folder):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7 bukan daftar")
    before = rows_of_every_table(), files_of(settings.MEDIA_ROOT)
    response = send(analyst, path)
    assert response.status_code == 422
    assert "dokumen PDF" in response.content.decode()
    assert (rows_of_every_table(), files_of(settings.MEDIA_ROOT)) == before
    assert files_of(folder) == []
    assert not AuditEvent.objects.exists()


def test_a_fault_of_ours_in_the_midst_leaves_no_file_either(analyst, tmp_path, folder, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(checking, "facts_of", broken)
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], [STRANGER, "SITI"]])
    with pytest.raises(ZeroDivisionError):
        send(analyst, path)
    assert files_of(folder) == []
    assert not AuditEvent.objects.exists()
