"""The page of the check before paying."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bansos.lib.turns import turn
from registry.models import AuditEvent, Posting, User
from tests.factories import UserFactory, head_of, make_household, village
from tests.programs.candidates.lists import sheets_of
from tests.registry.imports.workbooks import ole, xlsx, zip_of

pytestmark = pytest.mark.django_db

CHECK = "/cek-calon/"
ASKED = {"program": "BST", "periode": "2021-04", "alasan": "Sebelum dibayar"}


@pytest.fixture
def analyst(client_as):
    return client_as(UserFactory(role="analis", full_name="Sri Analis"))


def send(client, path, **asked):
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(CHECK, {**ASKED, "berkas": upload, **asked})


def test_the_list_comes_back_as_a_file_with_who_when_and_why(analyst, tmp_path):
    nik = head_of(make_household()).nik
    path = xlsx(tmp_path / "calon april.xlsx", [["NIK", "NAMA"], [nik, "SITI"]])
    response = send(analyst, path)
    found = sheets_of(b"".join(response.streaming_content))
    assert 'filename="calon april hasil cek.xlsx"' in response["Content-Disposition"]
    assert found["Lembar"][1][0] == nik
    assert ["Diperiksa oleh", "Sri Analis"] in found["Hasil cek"]
    assert ["Untuk", "Sebelum dibayar"] in found["Hasil cek"]
    assert any(line[0] == "Boleh" and "1 baris" in line[1] for line in found["Hasil cek"])


def test_a_nik_in_the_name_of_a_file_is_not_in_the_header(analyst, tmp_path):
    nik = head_of(make_household()).nik
    path = xlsx(tmp_path / f"{nik}.xlsx", [["NIK", "NAMA"], [nik, "SITI"]])
    assert nik not in send(analyst, path)["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"periode": ""}, "Tuliskan bulan yang akan dibayar"),
        ({"periode": "kapan-kapan"}, "tidak terbaca"),
        ({"periode": "2091-04"}, "lebih dari setahun lagi"),
        ({"periode": "2021-06..2021-04"}, "terbalik"),
        ({"alasan": ""}, "Tuliskan untuk keperluan apa"),
        ({"program": "TIDAK-ADA"}, "Program itu tidak ada"),
        ({"lembar": "Tidak ada"}, "Tidak ada lembar bernama"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(analyst, tmp_path, asked, words):
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], ["6472031205809997", "SITI"]])
    response = send(analyst, path, **asked)
    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [("sandi", "kata sandi"), ("makro", "makro"), ("kosong", "kosong"), ("rusak", "rusak")],
)
def test_a_hostile_or_useless_file_is_refused_in_its_own_words(analyst, tmp_path, name, words):
    path = tmp_path / f"{name}.xlsx"
    if name == "sandi":
        ole(path, "Root Entry", "EncryptedPackage", "EncryptionInfo")
    elif name == "makro":
        zip_of(path, **{"[Content_Types].xml": "<a/>", "xl/vbaProject.bin": "x"})
    else:
        path.write_bytes(b" " if name == "kosong" else b"PK\x03\x04 terpotong")
    response = send(analyst, path)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_one_user_has_one_list_checked_at_a_time(analyst, client_as, tmp_path, settings):
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], ["6472031205809997", "SITI"]])
    user = User.objects.get(full_name="Sri Analis")
    with turn(settings.TURNS_ROOT, f"cek-{user.pk}"):
        refused = send(analyst, path)
        assert send(client_as(UserFactory(role="analis")), path).status_code == 200
    assert refused.status_code == 429
    assert "masih diperiksa" in refused.content.decode()
    assert "Pilih berkasnya sekali lagi" in refused.content.decode()
    assert AuditEvent.objects.count() == 1
    assert send(analyst, path).status_code == 200


def ask_how_far(client, query=""):
    return client.get(f"{CHECK}{query}", HTTP_HX_REQUEST="true")


def test_while_a_list_is_checked_its_sender_is_told_how_far_it_is(analyst, client_as, settings):
    name = f"cek-{User.objects.get(full_name='Sri Analis').pk}"
    before = ask_how_far(analyst).content.decode()
    assert "Berkas sedang dikirim" in before
    on = "?" + before.split('hx-get="/cek-calon/?')[1].split('"')[0]
    assert "Berkas sedang dikirim" in ask_how_far(analyst, on).content.decode()
    with turn(settings.TURNS_ROOT, name) as tell:
        tell(4_000, 40_000)
        assert "4.000 dari 40.000" in ask_how_far(analyst, on).content.decode()
        colleague = client_as(UserFactory(role="analis"))
        assert "4.000" not in ask_how_far(colleague).content.decode()
    ended = ask_how_far(analyst, on)
    assert (ended.status_code, ended["HX-Trigger"]) == (204, "selesai")


@pytest.mark.parametrize("role", ["petugas", "penyelia"])
def test_field_workers_may_not_ask_for_whole_lists(client_as, role):
    client = client_as(UserFactory(role=role))
    assert client.get(CHECK).status_code == 403
    assert "Cek calon" not in client.get("/").content.decode()


def test_an_analyst_of_one_kelurahan_may_not_ask_of_the_city(client_as):
    user = UserFactory()
    Posting.objects.create(user=user, role="analis", area=village("Jawa"))
    assert client_as(user).get(CHECK).status_code == 403


def test_the_way_stands_in_the_menu(analyst):
    assert "Cek calon" in analyst.get("/dasbor/").content.decode()
