"""The example file of each kind passes its own import, and says what each column expects."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from registry.imports.columns.template import (
    DATA,
    HELP,
    example_rows,
    template_columns,
    write_template,
)
from registry.imports.importkinds import kind_of, wired_kinds
from registry.models import Identifier, Person, RunState
from tests.factories import UserFactory, make_household
from tests.registry.imports.lists import preview, problems_of, warnings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(tmp_path):
    """Writes the example file of a kind."""

    def write(kind: str) -> Path:
        path = tmp_path / f"contoh-{kind}.xlsx"
        with path.open("wb") as file:
            write_template(kind_of(kind), file)
        return path

    return write


@pytest.fixture
def world():
    """What the example rows speak of: verifications are of households that are known."""
    columns = template_columns(kind_of("verifications"))
    fields = [column.attribute for column in columns]
    rows = [dict(zip(fields, cells, strict=True)) for cells in example_rows(columns)]
    for row, household in zip(rows, (make_household(), make_household()), strict=True):
        Person.objects.filter(pk=household.head_id).update(nik=row["nik"], name=row["name"])
        Identifier.objects.filter(household=household).update(value=row["dtks_id"] or "0" * 16)


@pytest.mark.parametrize("kind", sorted(wired_kinds()))
def test_the_example_file_passes_its_own_import(template, kind, request):
    if kind == "verifications":
        request.getfixturevalue("world")
    run = preview(template(kind), kind, {})
    assert run.state == RunState.PREVIEWED, run.error
    assert (run.sheet, run.header_row, run.problem) == (DATA, 1, 0), problems_of(run)
    assert run.new == run.rows == 2
    assert None not in run.mapping.values()


@pytest.mark.parametrize("kind", ["dtks", "dtsen", "recipients", "disbursements"])
def test_the_example_people_are_noticed_where_somebody_leaves_them_in(template, kind):
    assert "Ini baris contoh" in warnings_of(preview(template(kind), kind, {}))


def test_example_results_of_people_nobody_knows_stay_out(template):
    assert preview(template("verifications"), "verifications", {}).problem == 2


@pytest.mark.parametrize("kind", sorted(wired_kinds()))
def test_every_cell_is_text_and_none_is_a_formula(template, kind):
    path = template(kind)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)
    page = openpyxl.load_workbook(path)[DATA]
    assert all(cell.number_format == "@" for cell in page[2])
    assert all(page.column_dimensions[cell.column_letter].width for cell in page[1])


@pytest.mark.parametrize("kind", sorted(wired_kinds()))
def test_the_second_sheet_explains_each_column(template, kind):
    page = openpyxl.load_workbook(template(kind))[HELP]
    rows = {row[0]: row for row in page.iter_rows(values_only=True) if row[0]}
    for column in template_columns(kind_of(kind)):
        said = rows[column.column_name]
        assert said[1] == ("ya" if column.required else "tidak")
        assert said[2]


def test_the_headers_are_our_labels_without_those_of_other_layouts():
    labels = [column.column_name for column in template_columns(kind_of("dtks"))]
    assert labels[0] == "ID DTKS"
    assert not {"TTL", "RT/RW", "IDSEMESTA", "BANSOS YAPI"} & set(labels)


def test_it_is_downloaded_from_the_upload_page(client_as):
    client = client_as(UserFactory(role="admin"))
    upload = client.get(reverse("import_upload")).content.decode()
    for kind in wired_kinds():
        url = reverse("import_template", args=[kind])
        assert url in upload
        response = client.get(url)
        assert re.search(r'filename="contoh-[a-z-]+\.xlsx"', response["Content-Disposition"])


def test_an_unknown_kind_has_no_example_file(client_as):
    client = client_as(UserFactory(role="admin"))
    assert client.get(reverse("import_template", args=["lain"])).status_code == 404
