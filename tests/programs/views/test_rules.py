"""The page of overlap rules: read by many, changed by admins, and it says what a change did."""

import time

import pytest
from django_tasks_db.models import DBTaskResult

from bansos.lib.dates import month_index
from programs.models import OverlapRule
from programs.overlap.counts import Window, figures
from registry.models import AuditEvent
from tests.factories import (
    DisbursementFactory,
    ProgramFactory,
    RecipientFactory,
    UserFactory,
    make_household,
)

pytestmark = pytest.mark.django_db

RULES = "/aturan-rangkap/"
ADD = "/aturan-rangkap/tambah/"
WAITING = "/dasbor/menunggu-keputusan/"
JANUARY = month_index(2021, 1)
DECISION = {
    "first": "BPNT",
    "second": "SMD-SEMBAKO-2021",
    "verdict": "dilarang",
    "unit": "kk",
    "basis": "Rapat koordinasi 12/8/2021",
}


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin"))


@pytest.fixture
def rule():
    return OverlapRule.objects.get(first__code="BPNT", second__code="BST")


def receive(*codes, month=JANUARY):
    household = make_household()
    for code in codes:
        recipient = RecipientFactory(household=household, program=ProgramFactory(code=code))
        DisbursementFactory(recipient=recipient, first_month=month)
    return household


def page_of(rule):
    return f"{RULES}{rule.pk}/"


def typed(rule, **fields):
    """The rule's form as a browser would send it back, with some fields typed anew."""
    same = {"first": rule.first.code, "second": rule.second.code, "unit": rule.unit}
    same |= {"verdict": rule.verdict, "basis": rule.basis, "note": rule.note}
    return same | {"seen_version": rule.version, "reason": "Salah baca"} | fields


def test_every_rule_stands_on_the_page_with_verdict_and_basis(client_as):
    page = client_as(UserFactory(role="analis")).get(RULES).content.decode()
    assert "PKH + BLT-DD" in page
    assert "Permendesa 6/2020" in page
    assert "Semua program kabupaten/kota + program apa pun" in page
    assert ADD not in page


def test_rules_that_name_a_programme_stand_first(admin):
    (_, _, rules), *_ = admin.get(RULES).context["groups"]
    assert rules[0].pair == "BPNT + BLT-BBM"
    assert rules[-1].first_source == "kota"


def test_a_decision_changes_the_figures_at_once_and_says_so(admin):
    receive("BPNT", "SMD-SEMBAKO-2021")
    receive("BPNT", "PKH")
    effect = admin.post(ADD, DECISION, follow=True).context["effect"]
    moved = {figure.label: (figure.before, figure.now) for figure in effect.figures}
    assert moved == {
        "Rangkap tidak diperbolehkan": (0, 1),
        "Perlu ditinjau": (1, 0),
        "Menerima bersamaan": (2, 2),
    }
    for figure in effect.figures:
        assert admin.get(figure.url).context["total"] == figure.now


def test_after_a_decision_aid_is_added_up_anew_by_the_worker(admin):
    admin.post(ADD, DECISION)
    assert DBTaskResult.objects.filter(task_path="programs.tasks.add_up_aid").count() == 1
    admin.post(ADD, DECISION | {"verdict": "salah"})
    assert DBTaskResult.objects.count() == 1


def test_figures_of_before_that_were_made_up_are_not_shown(admin):
    assert admin.get(RULES, {"akibat": "W1sxLDJd:palsu"}).context["effect"] is None


def test_the_address_of_an_effect_says_nothing_to_who_may_not_see_identities(admin, client_as):
    receive("BPNT", "SMD-SEMBAKO-2021")
    shared = admin.post(ADD, DECISION).url
    assert admin.get(shared).context["effect"] is not None
    page = client_as(UserFactory(role="analis")).get(shared)
    assert (page.status_code, page.context["effect"]) == (200, None)


def test_the_address_of_an_effect_says_nothing_after_an_hour(admin, monkeypatch):
    shared, taken = admin.post(ADD, DECISION).url, time.time()
    monkeypatch.setattr(time, "time", lambda: taken + 3590)
    assert admin.get(shared).context["effect"] is not None
    monkeypatch.setattr(time, "time", lambda: taken + 3610)
    assert admin.get(shared).context["effect"] is None


def test_what_was_typed_is_kept_where_a_decision_is_refused(admin):
    page = admin.post(ADD, DECISION | {"basis": ""})
    assert page.status_code == 422
    assert page.context["form"]["second"].value() == "SMD-SEMBAKO-2021"
    assert not AuditEvent.objects.exists()


def test_a_rule_may_speak_of_all_programmes_of_a_source(admin):
    admin.post(ADD, DECISION | {"first": "sumber:provinsi", "second": "apa-pun"})
    rule = OverlapRule.objects.latest("pk")
    assert (rule.first_source, rule.second, rule.second_source) == ("provinsi", None, "")


def test_a_rule_is_corrected_on_its_page(admin, rule):
    assert admin.post(page_of(rule), typed(rule, verdict="diizinkan")).status_code == 302
    assert OverlapRule.objects.get(pk=rule.pk).verdict == "diizinkan"
    assert "Salah baca" in admin.get(page_of(rule)).content.decode()


def test_a_rule_is_ended_on_its_page_and_listed_among_the_ended(admin, rule):
    sent = {"on": "2021-06-30", "reason": "Dicabut", "seen_version": 1}
    assert admin.post(f"{page_of(rule)}akhiri/", sent).status_code == 302
    groups = {key: rules for key, _, rules in admin.get(RULES).context["groups"]}
    assert groups["berakhir"] == [rule]
    assert rule not in groups["berlaku"]


def test_who_comes_second_sees_what_stands_and_keeps_his_words(admin, client_as, rule):
    admin.post(page_of(rule), typed(rule, verdict="diizinkan"))
    late = client_as(UserFactory(role="admin"))
    page = late.post(page_of(rule), typed(rule, note="Tulisan kedua"))
    assert page.status_code == 409
    assert "Tulisan kedua" in page.content.decode()
    assert page.context["form"]["seen_version"].value() == "2"
    assert AuditEvent.objects.count() == 1


def test_pairs_that_wait_are_listed_with_the_households_they_touch(admin):
    receive("BPNT", "SMD-SEMBAKO-2021")
    receive("BPNT", "SMD-SEMBAKO-2021")
    receive("BERAS-PPKM", "BPNT")  # a pair that no rule names
    receive("BPNT", "PKH")  # decided: allowed
    rows = admin.get(WAITING).context["rows"]
    found = [(row.first, row.second, row.counted.value) for row in rows]
    assert found == [("BPNT", "SMD-SEMBAKO-2021", 2), ("BERAS-PPKM", "BPNT", 1)]
    for row in rows:
        assert admin.get(row.counted.url).context["total"] == row.counted.value


def test_a_pair_decided_for_some_months_waits_in_the_others_only(admin):
    receive("BPNT", "SMD-SEMBAKO-2021")
    receive("BPNT", "SMD-SEMBAKO-2021", month=JANUARY + 4)
    admin.post(ADD, DECISION | {"valid_from": "2021-03-01"})
    (row,) = admin.get(WAITING, {"dari": "2021-01", "sampai": "2021-12"}).context["rows"]
    assert (row.counted.value, row.months) == (1, "Januari–Februari 2021")
    assert admin.get(row.counted.url).context["total"] == 1


def test_a_decided_pair_waits_no_longer(admin):
    receive("BPNT", "SMD-SEMBAKO-2021")
    (row,) = admin.get(WAITING).context["rows"]
    assert admin.get(row.decide_url).context["form"]["second"].value() == "SMD-SEMBAKO-2021"
    admin.post(ADD, DECISION)
    assert admin.get(WAITING).context["rows"] == []
    assert figures(Window(JANUARY, JANUARY)).conflict == 1


def test_an_analyst_reads_what_waits_and_decides_nothing(client_as):
    for pair in [("BERAS-PPKM", "BPNT"), *[("BPNT", "SMD-SEMBAKO-2021")] * 5]:
        receive(*pair)
    client = client_as(UserFactory(role="analis"))
    page = client.get(WAITING)
    assert [str(row.counted) for row in page.context["rows"]] == ["5", "∗"]
    assert "Putuskan" not in page.content.decode()
    assert client.post(ADD, DECISION).status_code == 403


def test_months_that_cannot_be_read_are_refused_in_words(admin):
    assert admin.get(WAITING, {"dari": "kapan saja"}).status_code == 422
