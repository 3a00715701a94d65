"""What a file would do is read before it is applied: figures, lists, differences, on any screen."""

from registry.codes import Existence
from registry.models import Person
from tests.registry.imports.lists import HEAD, apply, preview, write_list
from tests.support.accessibility import low_targets, sideways, violations
from tests.support.windows import DESK

OLD, NEW = {"release": "DTKS-2021-01"}, {"release": "DTKS-2021-07"}


def test_an_admin_reads_what_a_release_would_do_before_applying_it(window, world, tmp_path):
    other = {**HEAD, "ID DTKS": "6472030000000009", "NIK": "6472035501700003", "NAMA": "HALIMAH"}
    apply(write_list(tmp_path / "a.csv", [HEAD, other]), options=OLD)
    Person.objects.filter(name="SITI AMINAH").update(existence=Existence.DECEASED)
    path = write_list(tmp_path / "dtks maret 2021.csv", [{**HEAD, "ALAMAT": "JL. PANJANG SEKALI"}])
    run = preview(path, options=NEW)
    page = window(world.users["admin"])
    page.goto(run.get_absolute_url())
    assert page.get_by_text("Nama berkas menyebut Maret 2021").is_visible()
    for link in ("Tidak lagi terdaftar", "1 rumah tangga"):
        assert not [*violations(page), *sideways(page), *low_targets(page)]
        page.get_by_role("link", name=link).first.click()
        page.wait_for_load_state()
        assert not [*violations(page), *sideways(page), *low_targets(page)]
        page.set_viewport_size(DESK)
        assert not [*violations(page), *sideways(page)]
        page.get_by_role("link", name="Kembali ke impor").click()
        page.wait_for_load_state()
