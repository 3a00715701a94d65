"""manage.py load_areas: what is refused in words, and what a short list leaves alone."""

import pytest
from django.core.management import CommandError, call_command

from registry.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys):
    def run(*lines):
        path = tmp_path / "wilayah.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        call_command("load_areas", str(path))
        return capsys.readouterr().out

    return run


def test_a_column_that_the_file_lacks_is_left_alone(load):
    before = Area.objects.values().get(code="64.72.02.1001")
    load("code,name,level,parent", "64.72.02.1001,NAMA BARU,kelurahan,64.72.02")
    assert Area.objects.values().get(code="64.72.02.1001") == {**before, "name": "NAMA BARU"}


def test_an_empty_cell_empties_the_value(load):
    load("code,name,level,parent,postcode", "64.72.02.1001,RENGAS,kelurahan,64.72.02,")
    assert Area.objects.get(code="64.72.02.1001").postcode == ""


def test_an_area_ends_and_names_its_successor(load):
    load(
        "code,name,level,parent,valid_from,valid_to,successor",
        "64.72.02.1901,LAMA,kelurahan,64.72.02,2000-01-01,2025-12-31,64.72.02.1902",
        "64.72.02.1902,BARU,kelurahan,64.72.02,2026-01-01,,",
    )
    old = Area.objects.get(code="64.72.02.1901")
    assert old.successor == Area.objects.get(code="64.72.02.1902")
    assert old.valid_to.isoformat() == "2025-12-31"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("warna", "biru", "warna"),
        ("valid_from", "23/07/2021", "valid_from"),
        ("valid_to", "2021-13-40", "valid_to"),
        ("lat", "NaN", "lat"),
        ("postcode", "751110", "64.72.02.1903"),
        ("successor", "64.72.99.9999", "64.72.99.9999"),
    ],
)
def test_what_cannot_be_read_refuses_the_file_in_words(load, column, value, said):
    with pytest.raises(CommandError, match=said) as refused:
        load(f"code,name,level,parent,{column}", f"64.72.02.1903,X,kelurahan,64.72.02,{value}")
    assert refused.value.returncode == 2
    assert not Area.objects.filter(code="64.72.02.1903").exists()


def test_an_end_before_the_beginning_refuses_the_file(load):
    with pytest.raises(CommandError, match="valid_to sebelum valid_from"):
        load(
            "code,name,level,parent,valid_from,valid_to",
            "64.72.02.1904,X,kelurahan,64.72.02,2021-01-01,2020-01-01",
        )
