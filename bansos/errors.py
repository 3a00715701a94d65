"""Error pages, and the filter that keeps identities out of logs."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.identifiers import mask_digits


class MaskIdentities(logging.Filter):
    """Masks every run of 16 or more digits in a log line, its arguments included.

    Also behind the escapes of a URL: in "NIK%3A6472…" the A is no part of a longer word.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask_digits(record.getMessage())
        record.args = None
        if record.exc_info:
            # A traceback's last line may quote the value that broke it.
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = mask_digits(text)
        return True


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
