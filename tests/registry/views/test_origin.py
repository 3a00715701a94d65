"""Where a value on a household's page comes from: the file, its sheet and the row."""

import pytest

from registry.models import Household
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, HEADER, apply
from tests.registry.imports.workbooks import xlsx

pytestmark = pytest.mark.django_db


def test_a_household_names_file_sheet_and_row_of_each_member(client_as, tmp_path):
    rows = [[row.get(word, "") for word in HEADER] for row in (HEAD, CHILD)]
    apply(xlsx(tmp_path / "juli.xlsx", [HEADER, *rows]))
    page = client_as(UserFactory(role="admin")).get(Household.objects.get().get_absolute_url())
    text = " ".join(page.content.decode().split())
    assert "juli.xlsx</a>, lembar Lembar, baris 2" in text
    assert "juli.xlsx</a>, lembar Lembar, baris 3" in text
