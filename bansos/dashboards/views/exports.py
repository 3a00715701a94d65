"""A list of people handed over as a file: who took it, when and why, there and in the history."""

from dataclasses import replace

from django.http import HttpResponseBase

from bansos.dashboards.figures.recipient_cells import WholeNumbers
from bansos.lib.downloads import Sheet, download
from registry.access import UserRequest
from registry.actions.identities import log_export
from registry.exports import export_notes
from registry.forms import ExportForm


def whole_numbers(form: ExportForm) -> WholeNumbers:
    """Whose numbers stand unmasked in a list of recipients: nobody's unless asked for."""
    return WholeNumbers.for_user(form.user) if form.cleaned_data.get("lengkap") else WholeNumbers()


def hand_over(
    request: UserRequest,
    form: ExportForm,
    sheet: Sheet,
    *,
    name: str,
    subject: str,
    chosen: dict[str, str],
    meaning: str,
) -> HttpResponseBase:
    """`form` is valid. `name` of the file, `subject` of the history; `chosen`: label → value of
    what narrows the list; `meaning`: what the number says that the list stands behind.
    """
    reason = form.cleaned_data["alasan"]
    log_export(by=request.user, subject=subject, reason=reason, choices=form.choices(chosen))
    about = [*export_notes(request.user, reason, chosen), ("Arti angka", meaning)]
    return download(form.cleaned_data["format"], name, replace(sheet, about=about))
