#!/usr/bin/env python
"""Django's command line for Bansos Samarinda."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansos.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # The hint of bansos/env.py, without the way there.
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except (OperationalError, ProgrammingError) as error:
        # SQLite and PostgreSQL say the same thing of a database that nobody has prepared.
        if "no such table" in str(error) or "does not exist" in str(error):
            sys.stderr.write(
                f"{error}\nBasis data belum disiapkan. Jalankan: python manage.py migrate\n"
            )
            sys.exit(2)
        raise


if __name__ == "__main__":
    main()
