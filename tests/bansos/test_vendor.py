"""What is served from static/: whole, as published, and small enough for a village's network."""

import gzip
import hashlib
import re

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
README = (STATIC / "vendor/README.md").read_text()
ROWS = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", README, re.MULTILINE)
FIRST_VISIT = ["vendor/bootstrap.min.css", "vendor/htmx.min.js", "css/app.css", "js/requests.js"]


@pytest.mark.parametrize(("name", "expected"), ROWS)
def test_a_vendored_file_has_the_sum_its_readme_says(name: str, expected: str) -> None:
    assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == expected


def test_every_vendored_file_is_in_the_readme() -> None:
    files = {path.name for path in (STATIC / "vendor").iterdir()}
    assert files - {name for name, _ in ROWS} == {
        "README.md",
        "bootstrap.LICENSE",
        "htmx.LICENSE",
    }


def test_bootstrap_is_the_published_file_but_for_its_source_map() -> None:
    kept = (STATIC / "vendor/bootstrap.min.css").read_bytes()
    published = kept + b"/*# sourceMappingURL=bootstrap.min.css.map */"
    assert hashlib.sha256(published).hexdigest() in README


def test_the_files_of_a_first_visit_leave_ten_kilobytes_for_the_page() -> None:
    sizes = [len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in FIRST_VISIT]
    assert sum(sizes) <= 65 * 1024
    assert len(sizes) + 1 <= 6
