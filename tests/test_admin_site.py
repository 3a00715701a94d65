"""Reference data in the admin site: by name, for admins, each save with one audit row."""

import pytest
from django.contrib import admin
from django.urls import reverse

from programs.models import OverlapRule, Program
from registry.models import Area, AuditEvent, City, Posting, User
from tests.factories import UserFactory, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_as):
    return client_as(UserFactory(username="pengelola", role="admin"))


def test_only_the_listed_models_are_there():
    names = {model._meta.label for model in admin.site._registry}
    assert names == {
        "registry.Area",
        "registry.Release",
        "registry.User",
        "programs.Program",
        "programs.OverlapRule",
    }


@pytest.mark.parametrize(
    "page",
    [
        "index",
        "registry_area_changelist",
        "registry_user_changelist",
        "registry_user_add",
        "registry_release_add",
        "programs_program_changelist",
        "programs_overlaprule_changelist",
    ],
)
def test_every_page_of_a_demo_city_says_so(client, page):
    City.objects.create(pk=1, is_demo=True)
    assert "DATA CONTOH" in client.get(reverse(f"admin:{page}")).content.decode()


def test_a_changed_programme_leaves_one_row_with_before_and_after(client):
    program = Program.objects.get(code="BPNT")
    url = reverse("admin:programs_program_change", args=[program.pk])
    form = client.get(url).context["adminform"].form.initial
    typed = {key: value for key, value in form.items() if value is not None}
    typed |= {"aliases": "[]", "amount": 250000}
    assert client.post(url, typed).status_code == 302
    event = AuditEvent.objects.get()
    assert (event.before["amount"], event.after["amount"]) == (200000, 250000)
    assert event.actor.username == "pengelola"


@pytest.mark.parametrize("code", ["BPNT+KOTA", "BLT/BBM", "bpnt kota", "-BPNT", "SET:A"])
def test_a_code_that_no_address_or_pair_could_name_is_refused(client, code):
    url = reverse("admin:programs_program_add")
    typed = {"code": code, "name": "Baru", "source": "kota", "target": "keluarga"}
    typed |= {"benefit": "uang", "period_type": "bulan", "aliases": "[]"}
    page = client.post(url, typed)
    assert page.status_code == 200
    assert "huruf besar, angka dan tanda hubung" in page.content.decode()
    assert client.post(url, typed | {"code": "SMD-BARU-2"}).status_code == 302
    assert Program.objects.filter(name="Baru").count() == 1


def test_a_code_by_which_lists_name_a_programme_stays(client):
    program = Program.objects.get(code="BPNT")
    url = reverse("admin:programs_program_change", args=[program.pk])
    form = client.get(url).context["adminform"].form.initial
    typed = {key: value for key, value in form.items() if value is not None}
    typed |= {"aliases": "[]", "code": "SEMBAKO", "name": "Sembako"}
    assert client.post(url, typed).status_code == 302
    program.refresh_from_db()
    assert (program.code, program.name) == ("BPNT", "Sembako")


def test_the_codes_that_ship_are_ones_that_may_be_written():
    for program in Program.objects.all():
        program.full_clean()


@pytest.mark.parametrize("act", ["change", "delete"])
def test_rules_are_only_looked_at_here(client, act):
    """They are decided on /aturan-rangkap/, which says what a decision does."""
    rule = OverlapRule.objects.get(first__code="PKH", second__code="BST")
    url = reverse(f"admin:programs_overlaprule_{act}", args=[rule.pk])
    assert client.post(url, {"post": "yes", "verdict": "diizinkan"}).status_code == 403
    assert client.post(reverse("admin:programs_overlaprule_add")).status_code == 403
    assert OverlapRule.objects.get(pk=rule.pk).verdict == "dilarang"


def test_a_user_gets_a_posting_and_each_save_is_recorded(client):
    typed = {
        "username": "siti",
        "full_name": "Siti",
        "password1": "kata-sandi-panjang-7",
        "password2": "kata-sandi-panjang-7",
        "usable_password": "true",
        "postings-TOTAL_FORMS": 1,
        "postings-INITIAL_FORMS": 0,
        "postings-0-role": "petugas",
        "postings-0-area": village("Jawa").pk,
        "postings-0-valid_from": "01/03/2021",
    }
    assert client.post(reverse("admin:registry_user_add"), typed).status_code == 302
    assert Posting.objects.filter(user__username="siti", role="petugas").exists()
    assert AuditEvent.objects.filter(verb="rujukan_tambah").count() == 2


def test_a_new_password_is_recorded_without_it(client):
    user = UserFactory(username="budi")
    typed = {"password1": "kata-sandi-panjang-8", "password2": "kata-sandi-panjang-8"}
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    assert client.post(url, typed).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("kata-sandi-panjang-8")
    event = AuditEvent.objects.get(verb="sandi_atur")
    assert "panjang" not in f"{event.before}{event.after}{event.reason}"


def test_users_cannot_be_deleted(client):
    url = reverse("admin:registry_user_delete", args=[UserFactory().pk])
    assert client.post(url, {"post": "yes"}).status_code == 403


def test_an_area_in_use_is_kept(client):
    area = Area.objects.get(code="64.72.03")
    client.post(reverse("admin:registry_area_delete", args=[area.pk]), {"post": "yes"})
    assert Area.objects.filter(pk=area.pk).exists()


def test_reference_data_can_be_exported_but_not_imported(client):
    exported = client.get(reverse("admin:programs_program_export"))
    assert exported["Content-Type"].startswith("text/csv")
    assert "BPNT" in exported.content.decode()
    assert client.get("/rujukan/programs/program/import/").status_code in {302, 404}


def test_no_cell_of_an_export_is_a_formula(client):
    Program.objects.filter(code="BPNT").update(name="+SUM(A1);=1")
    exported = client.get(reverse("admin:programs_program_export")).content.decode()
    assert "'+SUM(A1);'=1" in exported


def test_passwords_leave_by_no_export(client):
    assert client.get("/rujukan/registry/user/export/").status_code in {302, 404}
