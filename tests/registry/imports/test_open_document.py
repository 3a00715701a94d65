"""ODS through the same child: read like the others, and as harmless."""

import pytest

from registry.imports.reading.guard import FileRefused
from registry.imports.reading.reader import read_rows, read_sheets
from tests.registry.imports.workbooks import MANIFEST, ods, ods_cell, zip_of


def test_an_open_document_is_read_with_true_row_numbers(tmp_path):
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    row = f"<table:table-row>{ods_cell('NIK')}{ods_cell('NAMA')}</table:table-row>"
    path = ods(tmp_path / "a.ods", empty + row)
    assert [sheet.name for sheet in read_sheets(path)] == ["Data"]
    assert [tuple(row) for row in read_rows(path)] == [(4, ["NIK", "NAMA"])]


def test_a_document_that_repeats_a_cell_a_billion_times_is_refused(tmp_path):
    far = ods_cell("x", 'table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{far}</table:table-row>'
    with pytest.raises(FileRefused) as caught:
        list(read_rows(ods(tmp_path / "a.ods", row)))
    assert caught.value.code == "terlalu_berat"


def test_an_encrypted_open_document_is_refused(tmp_path):
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    locked = MANIFEST.replace("/>", "><manifest:encryption-data/></manifest:manifest>")
    path = zip_of(tmp_path / "a", **{"mimetype": kind, "META-INF/manifest.xml": locked})
    with pytest.raises(FileRefused, match="kata sandi"):
        list(read_rows(path))
