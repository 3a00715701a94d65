"""What a file of households and people would do to the city, told before it is applied."""

import pytest

from registry.codes import Existence
from registry.imports import choosing, runs
from registry.models import Household, Person, Release, RunState
from registry.stats import register_households
from tests.factories import UserFactory, village
from tests.programs.overlap.cities import CLOSED
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db
OLD, NEW = {"release": "DTKS-2021-01"}, {"release": "DTKS-2021-07"}
PALARAN = {"KECAMATAN": "PALARAN", "DESA/KELUARAHAN": "BUKUAN"}


def house(n, **cells):
    return {
        **HEAD,
        "ID DTKS": f"647203000000{n:04}",
        "NIK": f"647203120580{n:04}",
        "NOKK": f"647203010180{n:04}",
        "NAMA": f"KEPALA {chr(64 + n)}",
        **cells,
    }


def listed(tmp_path, *rows, name="a.csv", options=OLD):
    return apply(write_list(tmp_path / name, rows), options=options)


def foreseen(tmp_path, *rows, name="b.csv", options=NEW):
    return preview(write_list(tmp_path / name, rows), options=options)


def effect(run, key):
    return next((each for each in run.effects["city"] if each["key"] == key), None)


def found(run, key):
    return list(run.foreseen.filter(effect=key).values_list("household_key", "row_number", "note"))


def home(n):
    return Household.objects.get(identifiers__value=house(n)["ID DTKS"])


def test_who_was_in_the_release_before_and_is_in_no_file_of_this_one_is_dropped(tmp_path):
    listed(tmp_path, house(1), house(2), house(3, **PALARAN))
    run = foreseen(tmp_path, house(1))
    assert found(run, "dropped") == [(home(2).pk, None, "")]
    assert effect(run, "dropped")["details"] == ["Kec. Samarinda Ulu: 1 dari 2 (50,0%)"]
    assert effect(run, "dropped")["attention"]


def test_the_register_s_figure_of_dropped_households_agrees_after_the_apply(tmp_path):
    listed(tmp_path, *(house(n) for n in range(1, 6)), house(6, **PALARAN))
    listed(tmp_path, house(2), name="first.csv", options=NEW)
    run = foreseen(tmp_path, house(1), house(6))
    said = {key for key, _, _ in found(run, "dropped")}
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    dropped = register_households("dropped", Release.objects.get(code="DTKS-2021-07"))
    assert said == set(dropped.values_list("pk", flat=True)) == {home(n).pk for n in (3, 4, 5)}


def test_few_dropped_households_are_told_without_alarm(tmp_path):
    listed(tmp_path, *(house(n) for n in range(1, 22)))
    run = foreseen(tmp_path, *(house(n) for n in range(1, 21)))
    assert (effect(run, "dropped")["count"], effect(run, "dropped")["attention"]) == (1, False)


def test_the_first_release_drops_nobody(tmp_path):
    assert effect(foreseen(tmp_path, HEAD), "dropped") is None


def test_new_and_moved_households_and_people_are_counted(tmp_path):
    child = {**CHILD, "ID DTKS": house(1)["ID DTKS"]}
    listed(tmp_path, house(1), child, house(2))
    moved = house(2, **{"DESA/KELUARAHAN": "AIR HITAM"})
    rows = [house(1), moved, {**child, "ID DTKS": moved["ID DTKS"], **_place(moved)}, house(3)]
    run = foreseen(tmp_path, *rows)
    assert found(run, "households_new") == [(None, 5, "")]
    note = f"Kel. {village('Jawa').name} → Kel. {village('Air Hitam').name}"
    assert found(run, "households_moved") == [(home(2).pk, 3, note)]
    assert found(run, "people_moved") == [(home(2).pk, 4, "Ke rumah tangga ini")]


def _place(row):
    return {"DESA/KELUARAHAN": row["DESA/KELUARAHAN"]}


def test_the_dead_and_the_closed_who_are_listed_again_are_told(tmp_path):
    listed(tmp_path, house(1), house(2))
    Person.objects.filter(nik=house(1)["NIK"]).update(existence=Existence.DECEASED)
    Household.objects.filter(pk=home(2).pk).update(**CLOSED)
    run = foreseen(tmp_path, house(1), house(2))
    assert found(run, "deceased_listed") == [(home(1).pk, 2, "")]
    assert found(run, "closed_listed") == [(home(2).pk, 3, "Ditutup: Pindah keluar kota")]


def test_reading_again_puts_the_new_effects_in_the_place_of_the_old(tmp_path):
    listed(tmp_path, house(1), house(2))
    run = foreseen(tmp_path, house(1))
    runs.read_again(run=run, options={})
    runs.read(run)
    assert run.foreseen.filter(effect="dropped").count() == 1


def test_a_release_that_says_what_an_older_one_said_is_noticed(tmp_path):
    first = listed(tmp_path, house(1), house(2))
    run = foreseen(tmp_path, {**house(1), "PROVINSI": "KALTIM"}, house(2))
    (sign,) = run.effects["signs"]
    assert sign["run"] == str(first.public_id)
    assert "2 dari 2 baris (100,0%) sama dengan impor untuk DTKS-2021-01" in sign["text"]


def test_also_where_the_older_release_came_in_a_file_for_each_kecamatan(tmp_path):
    first = listed(tmp_path, house(1), house(2))
    listed(tmp_path, house(3, **PALARAN), name="palaran.csv")
    (sign,) = foreseen(tmp_path, {**house(1), "PROVINSI": "KALTIM"}, house(2)).effects["signs"]
    assert sign["run"] == str(first.public_id)
    rows = [house(1), house(2), house(3, **PALARAN)]
    (sign,) = foreseen(tmp_path, *rows, name="all.csv").effects["signs"]
    assert "3 dari 3 baris (100,0%) sama dengan impor untuk DTKS-2021-01" in sign["text"]


def test_a_release_with_news_is_no_old_one(tmp_path):
    listed(tmp_path, house(1), house(2))
    assert foreseen(tmp_path, house(1), house(2, ALAMAT="BARU")).effects["signs"] == []


def test_a_file_named_after_another_release_is_noticed(tmp_path):
    run = foreseen(tmp_path, HEAD, name="dtks_januari_2021.csv")
    assert run.effects["signs"][0]["text"].startswith(
        "Nama berkas menyebut Januari 2021, padahal impor ini untuk Juli 2021."
    )
    assert foreseen(tmp_path, HEAD, name="dtks_07-2021.csv").effects["signs"] == []


def test_a_kecamatan_that_counts_as_delivered_by_a_row_or_two_is_explained(tmp_path):
    listed(tmp_path, house(1), *(house(n, **PALARAN) for n in range(2, 14)))
    run = foreseen(tmp_path, house(1), house(2, **PALARAN))
    (told,) = effect(run, "dropped")["details"]
    assert told.startswith("Kec. Palaran: 11 dari 12 (91,7%). Kecamatan ini dihitung sudah dikirim")
    assert "hanya karena 1 rumah tangga di berkas (baris 3)" in told


def test_a_kecamatan_delivered_by_mended_rows_alone_is_explained(tmp_path):
    listed(tmp_path, *(house(n) for n in range(1, 9)), *(house(n, **PALARAN) for n in range(9, 16)))
    misspelt = [house(n, **{**PALARAN, "DESA/KELUARAHAN": "BUKUANN"}) for n in range(9, 15)]
    run = foreseen(tmp_path, *(house(n) for n in range(1, 9)), *misspelt)
    assert effect(run, "dropped")["count"] == 0
    mend = {"village": {"BUKUANN": village("Bukuan").code}}
    choosing.mend(run=run, values=mend, by=UserFactory(role="admin"))
    runs.read(run)
    (told,) = effect(run, "dropped")["details"]
    assert "hanya karena 6 rumah tangga yang diperbaiki pada impor ini (baris 10, 11" in told


def test_a_kecamatan_that_came_whole_needs_no_words(tmp_path):
    listed(tmp_path, *(house(n) for n in range(1, 9)))
    run = foreseen(tmp_path, *(house(n) for n in range(1, 8)))
    assert effect(run, "dropped")["details"] == ["Kec. Samarinda Ulu: 1 dari 8 (12,5%)"]


def test_a_file_that_is_refused_when_it_is_read_again_keeps_no_figures(tmp_path):
    run = foreseen(tmp_path, house(1), house(2, NIK="123"))
    assert (run.rows, run.problem) == (2, 1)
    choosing.choose_columns(run=run, columns={"NAMA": ""}, by=UserFactory(role="admin"))
    runs.read(run)
    assert run.state == RunState.REFUSED
    assert (run.rows, run.new, run.problem, run.foreseen.count()) == (0, 0, 0, 0)
    assert "city" not in run.effects
