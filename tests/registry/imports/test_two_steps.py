"""An apply is prepared without a lock and written at once: as if nobody had worked meanwhile.

Its slow plain twin judges and writes in one transaction (`applying.apply_directly`).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from programs.models import LinkState, Recipient
from registry.audit import record
from registry.events import Verb
from registry.history import household_history
from registry.imports import judgement, runs
from registry.imports.applying import run as applying
from registry.imports.applying import two_steps
from registry.imports.applying.ledger import digest_of
from registry.imports.applying.table import Table
from registry.imports.applying.two_steps import Preparation
from registry.imports.importkinds import kind_of
from registry.imports.runrow import BegunAnew, beat
from registry.models import (
    ChangeRow,
    Delivery,
    Household,
    ImportRun,
    Listing,
    Person,
    Release,
    RunState,
)
from tests.factories import UserFactory
from tests.registry.imports.children import died_long_ago
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    REGISTER,
    a_city,
    apply,
    counts,
    preview,
    temporary_tables,
    write_list,
)
from tests.verification.steps import visit

pytestmark = pytest.mark.django_db
TABLES = [*REGISTER, Release, Delivery, ChangeRow]
OF_THE_MOMENT = {"public_id", "created_at"}
OTHER = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472035501700003", "NAMA": "HALIMAH"}
BPNT = {"program": "BPNT"}
NEWS = [
    {**HEAD, "DESA/KELUARAHAN": "AIR PUTIH", "BANSOS BPNT": "TIDAK", "PEKERJAAN": "NELAYAN"},
    {**CHILD, "ID DTKS": OTHER["ID DTKS"], "NOKK": "6472030101800009"},
    {**OTHER, "BANSOS PKH": "YA"},
    {**OTHER, "ID DTKS": "6472030000000003", "NIK": "6472035501700005", "NAMA": "BARU"},
]


def the_database() -> dict[str, list[Any]]:
    """Every row, its keys told by rank: a key that was drawn in vain is no difference."""
    keys = {
        model: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in TABLES
    }
    rank = {model: {key: n for n, key in enumerate(keys[model])} for model in TABLES}

    def told(model: Any, row: dict[str, Any]) -> dict[str, Any]:
        pointed = next((one for one in TABLES if one.__name__.lower() == row.get("target")), None)
        if pointed is not None:
            row["target_id"] = rank[pointed].get(row["target_id"])
        for field in model._meta.concrete_fields:
            whose = model if field.primary_key else field.related_model
            if whose in rank and row[field.attname] is not None:
                row[field.attname] = rank[whose][row[field.attname]]
        return {name: row[name] for name in row.keys() - OF_THE_MOMENT - {"before", "after"}}

    return {
        model.__name__: [told(model, row) for row in model.objects.order_by("pk").values()]
        for model in TABLES
    }


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def after(act: Any, run: ImportRun) -> dict[str, list[Any]]:
    run.refresh_from_db()
    with taken_back():
        act(run)
        run.refresh_from_db()
        assert run.state == RunState.APPLIED
        assert run.changes_digest == digest_of(run)
        return {"counts": [counts(run)], **the_database()}


def directly(run: ImportRun) -> None:
    applying.apply_directly(run, time.monotonic())


def asked(path: Any) -> ImportRun:
    run = preview(path)
    runs.ask_apply(run=run, by=None)
    return run


def prepared(run: ImportRun) -> Preparation:
    preparation = Preparation(run, lambda done: None)
    preparation.prepare()
    return preparation


def written(preparation: Preparation) -> None:
    with transaction.atomic():
        preparation.write()
    preparation.close()


@pytest.fixture
def known(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    apply(write_list(tmp_path / "lama.csv", [HEAD, CHILD, OTHER]))
    return Household.objects.get(head__name="SITI AMINAH")


@pytest.mark.parametrize("batch", [1, 2_000])
def test_the_two_steps_give_the_database_of_the_one(known, tmp_path, monkeypatch, batch):
    monkeypatch.setattr(judgement, "BATCH", batch)
    run = asked(write_list(tmp_path / "baru.csv", NEWS))
    assert after(runs.apply, run) == after(directly, run)


def test_a_new_city_is_the_same_either_way(tmp_path, monkeypatch):
    monkeypatch.setattr(judgement, "BATCH", 7)
    run = asked(a_city(tmp_path / "kota.csv", households=20))
    assert after(runs.apply, run) == after(directly, run)


def test_preparing_writes_nothing_into_the_register(known, tmp_path):
    run = asked(write_list(tmp_path / "baru.csv", NEWS))
    before = the_database()
    prepared(run).close()
    assert {**the_database(), "ChangeRow": []} == {**before, "ChangeRow": []}


def test_what_a_worker_that_died_had_written_ahead_is_seen_by_nobody(known, tmp_path):
    members = known.memberships.select_related("person")
    told = household_history(known, members)
    run = asked(write_list(tmp_path / "baru.csv", NEWS))
    prepared(run)  # and here the worker is killed
    assert run.changes.filter(target="household", target_id=known.pk).exists()
    assert household_history(known, members) == told


def test_what_a_worker_that_died_had_written_ahead_is_written_once(known, tmp_path):
    run = asked(write_list(tmp_path / "baru.csv", NEWS))
    prepared(run)  # and here the worker is killed
    runs.apply(run)
    applied = run.events.get(verb=Verb.IMPORT_APPLIED)
    assert (run.state, run.changes_digest) == (RunState.APPLIED, digest_of(run))
    assert applied.after["changes"] == run.changes.count()


def test_what_a_failed_apply_had_written_ahead_goes_with_its_rows(known, tmp_path, monkeypatch):
    run = asked(write_list(tmp_path / "baru.csv", NEWS))
    monkeypatch.setattr(Preparation, "write", lambda preparation: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        runs.apply(run)
    assert (run.state, run.changes.exists()) == (RunState.PREVIEWED, True)
    runs.discard(run=run, by=UserFactory(role="admin"))
    runs.drop_discarded()
    assert not run.changes.exists()
    assert not run.staged_rows.exists()


def test_what_an_officer_decides_meanwhile_wins(known, tmp_path):
    run = asked(write_list(tmp_path / "baru.csv", [{**NEWS[0], "PEKERJAAN": "BURUH"}]))
    preparation = prepared(run)
    visit(known)
    written(preparation)
    known.refresh_from_db()
    assert (known.area.name, known.standing) == ("Jawa", "terkonfirmasi")
    assert "dipertahankan" in str(run.staged_rows.get().warnings)


def test_an_act_about_another_household_leaves_the_rest_as_it_was_prepared(known, tmp_path):
    other = Household.objects.get(head__name="HALIMAH")
    preparation = prepared(asked(write_list(tmp_path / "baru.csv", [NEWS[0]])))
    visit(other)
    written(preparation)
    known.refresh_from_db()
    assert (known.area.name, known.version) == ("Air Putih", 2)


@pytest.mark.skipif("not connection.features.has_select_for_update")
def test_a_recipient_stays_as_it_was_judged_until_it_is_written(tmp_path):
    """On SQLite a transaction that writes is alone."""
    rows = [{"NIK": HEAD["NIK"], "NAMA": name} for name in ("SITI", "SITI AMINAH")]
    lists = [write_list(tmp_path / f"{row['NAMA']}.csv", [row], list(row)) for row in rows]
    apply(lists[0], "recipients", {"program": "BPNT"})
    run = preview(lists[1], "recipients", {"program": "BPNT"})
    preparation = prepared(run)
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        preparation.write()
    preparation.close()
    holding = [one["sql"] for one in queries if "FOR NO KEY UPDATE" in one["sql"]]
    assert any('FROM "programs_recipient"' in sql for sql in holding)


def test_two_groups_that_change_one_record_come_one_after_the_other(known, tmp_path, monkeypatch):
    """A row without NIK means the child where he lives still; another with it moves him out."""
    monkeypatch.setattr(judgement, "BATCH", 1)
    rows = [
        {**CHILD, "NIK": "", "PEKERJAAN": "PELAJAR", "NAMA IBU KANDUNG": ""},
        {**CHILD, "ID DTKS": OTHER["ID DTKS"], "PEKERJAAN": "", "NAMA IBU KANDUNG": "AMINAH"},
    ]
    apply(write_list(tmp_path / "baru.csv", rows))
    child = Person.objects.get(nik=CHILD["NIK"])
    assert (child.occupation, child.mother_name) == ("PELAJAR", "AMINAH")
    assert child.version == 3


@contextmanager
def acting(*rounds: list[Household]) -> Iterator[list[int]]:
    """Officers who act on these households before each look back; how many rows were judged."""
    looked, judged, acts = Preparation._stale, [], iter(rounds)
    judge = two_steps.judge_batch

    def look(preparation: Preparation) -> Any:
        for household in next(acts, []):
            record(Verb.HOUSEHOLD_CORRECTED, by=None, household=household)
        return looked(preparation)

    def count(run: Any, kind: Any, rows: list[Any], *args: Any) -> Any:
        judged.append(len(rows))
        return judge(run, kind, rows, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Preparation, "_stale", look)
        patch.setattr(two_steps, "judge_batch", count)
        yield judged


def test_what_officers_overtake_again_and_again_is_judged_in_smaller_parts(tmp_path, monkeypatch):
    apply(a_city(tmp_path / "kota.csv", households=64))
    heads = Person.objects.filter(heads__isnull=False).order_by("nik")
    rows = [{"NIK": head.nik, "NAMA": head.name} for head in heads]
    run = preview(write_list(tmp_path / "bpnt.csv", rows, list(rows[0])), "recipients", BPNT)
    runs.ask_apply(run=run, by=None)
    monkeypatch.setattr(judgement, "BATCH", 32)
    homes = [head.heads.get() for head in heads]
    with acting(homes, homes[::16], homes[:1], homes[:1]) as judged:
        runs.apply(run)
    assert judged == [32, 32, *[4] * 16, *[4] * 4, 4, *[1] * 4]
    assert counts(run) == (64, 0, 0, 0)
    assert Recipient.objects.filter(link_state=LinkState.LINKED).count() == 64
    assert run.changes_digest == digest_of(run)


def test_parts_of_a_batch_keep_the_order_of_the_file(known, tmp_path):
    rows = [
        {**CHILD, "NIK": "", "PEKERJAAN": "PELAJAR", "NAMA IBU KANDUNG": ""},
        {**CHILD, "ID DTKS": OTHER["ID DTKS"], "PEKERJAAN": "", "NAMA IBU KANDUNG": "AMINAH"},
    ]
    run = asked(write_list(tmp_path / "baru.csv", rows))
    with acting([known]) as judged:
        runs.apply(run)
    assert judged[:3] == [2, 1, 1]
    child = Person.objects.get(nik=CHILD["NIK"])
    assert (child.occupation, child.mother_name) == ("PELAJAR", "AMINAH")


def test_a_file_that_another_overtook_is_judged_again(known, tmp_path, monkeypatch):
    first, second = (
        asked(write_list(tmp_path / f"{name}.csv", [{**HEAD, "NAMA": name}, OTHER]))
        for name in ("SATU", "DUA")
    )
    prepare = Preparation.prepare
    meanwhile = iter([first])

    def overtaken(preparation: Preparation) -> None:
        prepare(preparation)
        if (other := next(meanwhile, None)) is not None:
            runs.apply(other)

    monkeypatch.setattr(Preparation, "prepare", overtaken)
    runs.apply(second)
    head = Person.objects.get(nik=HEAD["NIK"])
    assert (head.name, head.version) == ("DUA", 3)


def test_a_kind_that_writes_past_the_tables_is_applied_in_one_step(tmp_path, monkeypatch):
    kind = kind_of("dtks")
    judge = type(kind).judge

    def hasty(self: Any, batch: Any, context: Any, ledger: Any) -> Any:
        if ledger is not None:
            Release.objects.get_or_create(code="LAIN", issued_on="2021-07-01")
        return judge(self, batch, context, ledger)

    run = asked(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    monkeypatch.setattr(type(kind), "judge", hasty)
    runs.apply(run)
    assert (run.state, Listing.objects.count(), Release.objects.count()) == ("diterapkan", 1, 2)


def test_a_deleted_row_is_kept_for_later_like_the_others(known):
    listing = Listing.objects.filter(household=known)
    Table(Listing, "id").delete([listing.get().pk])
    assert not listing.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_prepared_stays_behind(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    names = connection.introspection.table_names()
    assert temporary_tables() == []
    assert not [name for name in names if name.startswith("prepared")]


@pytest.mark.parametrize("batches", [1, 2])
def test_who_prepares_what_another_has_applied_leaves_what_came_out(tmp_path, monkeypatch, batches):
    run = asked(a_city(tmp_path / "kota.csv", households=3))
    monkeypatch.setattr(judgement, "BATCH", 2)
    told = []

    def slept(*args: Any) -> None:
        told.append(args)
        if len(told) == batches:
            died_long_ago(run)
            (dead,) = runs.recover()
            runs.apply(dead)
        beat(*args)

    monkeypatch.setattr(applying, "beat", slept)
    runs.apply(run)
    assert (run.state, counts(run)) == (RunState.APPLIED, (6, 0, 0, 0))
    assert {row.outcome for row in run.staged_rows.all()} == {"new"}


def test_a_batch_that_was_judged_too_late_is_not_stored(tmp_path):
    run = asked(a_city(tmp_path / "kota.csv", households=3))
    late = Preparation(ImportRun.objects.get(pk=run.pk), lambda done: None)
    runs.apply(run)
    with pytest.raises(BegunAnew):
        late.prepare()
    assert {row.outcome for row in run.staged_rows.all()} == {"new"}
