"""Error pages, and the filter that keeps identities out of logs."""

import logging
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# NIK, No. KK and ID DTKS: 16 to 18 digits that are no part of a longer hexadecimal word.
IDENTITY = re.compile(r"(?<![0-9A-Fa-f])\d{16,18}(?![0-9A-Fa-f])")


class MaskIdentities(logging.Filter):
    """Replaces every run of 16 to 18 digits in a log line, its arguments included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = IDENTITY.sub("[disamarkan]", record.getMessage())
        record.args = None
        if record.exc_info:
            # A traceback's last line may quote the value that broke it.
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = IDENTITY.sub("[disamarkan]", text)
        return True


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
