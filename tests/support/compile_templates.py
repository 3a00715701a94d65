"""Compiles every template of ours, also those that no test renders: a typo in a tag stops here."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template

SUFFIXES = {".html", ".svg", ".txt"}


def names() -> list[str]:
    """Paths below the template folder, as `{% include %}` writes them."""
    folder: Path = settings.BASE_DIR / "templates"
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES
    ]


def main() -> int:
    django.setup()
    found = names()
    broken = 0
    for name in found:
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            broken += 1
            print(f"templates/{name}: {error}", file=sys.stderr)
    print(f"{len(found)} templates, {broken} broken")
    return 1 if broken or not found else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansos.settings")
    sys.exit(main())
