"""import(import(x)) = import(x), whatever the rows hold."""

import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.models import Disbursement, Recipient
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    REGISTER,
    apply,
    everything,
    preview,
    problems_of,
    write_list,
)

pytestmark = pytest.mark.django_db


def some(*cells):
    return st.sampled_from(cells)


PEOPLE = st.fixed_dictionaries(
    {
        "ID DTKS": some("6472030000000001", "6472030000000002", ""),
        "NIK": some("6472031205800001", "6472031501100002", "6472035501100003", "", "0", "123"),
        "NAMA": some("SITI AMINAH", "RUDI", "H. BUDI", "ALM. TONO", "BUDI", ""),
        "TANGGAL LAHIR": some("12/05/1980", "1980-05-12", "", "0000-00-00", "31/02/2000"),
        "NOKK": some("6472030101800001", "6472030101800002", "0", ""),
        "DESA/KELUARAHAN": some("JAWA", "Kel. Air Hitam", "ENTAH"),
        "HUB KELUARGA": some("KEPALA", "ANAK", "ISTRI", "", "3"),
        "ALAMAT": some("JL. MAWAR", "JL. \U0001f33a MAWAR", ""),
        "BANSOS BPNT": some("YA", "TIDAK", ""),
        "PBI JKN": some("YA", "TIDAK", ""),
    }
)
PAYMENTS = st.fixed_dictionaries(
    {
        "NIK": some(HEAD["NIK"], CHILD["NIK"], "", "-"),
        "NO KK": some(HEAD["NOKK"], "", "0"),
        "NAMA": some("SITI AMINAH", "RUDI", "ANI"),
        "KELURAHAN": some("JAWA", "ENTAH", ""),
        "PERIODE": some("2021-04", "April - Juni 2021", ""),
        "NOMINAL": some("200.000", "Rp300.000", "", "-"),
        "KETERANGAN": some("SPM", "RETUR", "", "BERHASIL TRANSAKSI"),
    }
)


def import_twice(rows, kind, options, tables):
    """The tables after each of two imports; whatever was made is taken back."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write_list(Path(folder) / "a.csv", rows, list(rows[0]))
        first = apply(path, kind, options)
        once = everything(tables)
        second = apply(path, kind, options)
        twice = everything(tables)
        transaction.set_rollback(True)
    assert (second.new, second.changed) == (0, 0)
    assert second.same == first.new + first.changed + first.same
    return once, twice


@settings(max_examples=25)
@given(st.lists(PEOPLE, min_size=1, max_size=6))
def test_a_dtks_file_twice_is_the_file_once(rows):
    once, twice = import_twice(
        [{**HEAD, "KECAMATAN": "", **row} for row in rows], "dtks", None, REGISTER
    )
    assert once == twice


@settings(max_examples=25)
@given(st.lists(PAYMENTS, min_size=1, max_size=6))
def test_a_payment_list_twice_is_the_list_once(rows):
    apply_to = [Recipient, Disbursement]
    once, twice = import_twice(rows, "disbursements", {"program": "BPNT"}, apply_to)
    assert once == twice


PAID = {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"}


@pytest.mark.parametrize(
    ("kind", "rows", "options", "word"),
    [
        ("dtks", [HEAD, {**HEAD, "NAMA": "RUDI"}], None, "orang"),
        ("recipients", [PAID, {**PAID, "NAMA": "RUDI"}], {"program": "BPNT"}, "penerima"),
        (
            "disbursements",
            [PAID, {**PAID, "NOMINAL": "1"}],
            {"program": "BPNT", "period": "2021-04"},
            "pembayaran",
        ),
    ],
)
def test_two_rows_of_one_key_are_told_in_the_word_of_their_kind(
    tmp_path, kind, rows, options, word
):
    run = preview(write_list(tmp_path / "a.csv", rows, list(rows[0])), kind, options)
    assert f"Baris 3 menyebut {word} yang sama dengan isi berbeda." in problems_of(run)
