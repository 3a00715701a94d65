"""Recipients for whom the register has no household: kept, counted, shown."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bansos.lib.downloads import Sheet, download
from bansos.lib.pagination import PARAMETER, keyset_page
from programs.forms import OutsideFilter
from programs.models import Recipient
from programs.models.aid import RecipientQuerySet
from registry.access import UserRequest, posted_from, require, visible_or_404
from registry.actions.identities import log_export
from registry.exports import export_notes
from registry.forms import ExportForm
from registry.identifiers import mask_nik
from registry.roles import Permission

HEADERS = ["PROGRAM", "NAMA", "NIK", "NO KK", "ALAMAT", "KELURAHAN", "SEBAB", "BERKAS", "BARIS"]
CHUNK = 2_000


def _outside(request: UserRequest) -> RecipientQuerySet:
    return Recipient.objects.visible_to(request.user, Permission.VIEW_OUTSIDE).outside()


@require_safe
@require(Permission.VIEW_OUTSIDE)
def recipient_outside(request: UserRequest) -> HttpResponse:
    form = OutsideFilter(request.GET)
    return render(request, "programs/recipient_outside.html", _list_context(request, form))


def _list_context(
    request: UserRequest, form: OutsideFilter, export_form: ExportForm | None = None
) -> dict[str, Any]:
    found = form.narrow(_outside(request)) if form.is_valid() else Recipient.objects.none()
    page = keyset_page(
        found.select_related("program", "area", "row__run"),
        fields=["name_key", "id"],
        cursor=request.GET.get(PARAMETER),
    )
    return {
        "form": form,
        "filtered": form.is_valid() and bool(form.in_words()),
        "page": page,
        "total": found.count(),
        "may_export": request.user.may(Permission.EXPORT),
        "export_form": export_form or ExportForm(user=request.user),
    }


@require_safe
@require(Permission.VIEW_OUTSIDE)
def recipient_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One recipient outside the register, with all its payments and where they are from."""
    recipients = Recipient.objects.outside().select_related("program", "area", "row__run")
    recipient = visible_or_404(recipients, request.user, pk=pk)
    payments = recipient.disbursements.select_related("row__run").order_by("first_month", "id")
    return render(
        request,
        "programs/recipient_detail.html",
        {
            "recipient": recipient,
            "payments": payments,
            "may_link": request.user.sees_whole_city(Permission.LINK),
            "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
        },
    )


@posted_from("recipient_outside")
@require(Permission.VIEW_OUTSIDE)
@require(Permission.EXPORT)
def recipient_export(request: UserRequest) -> HttpResponseBase:
    """The list as filtered in the URL, as a file; needs both rights."""
    filters = OutsideFilter(request.GET)
    form = ExportForm(request.POST, user=request.user)
    if not (filters.is_valid() and form.is_valid()):
        context = _list_context(request, filters, form)
        return render(request, "programs/recipient_outside.html", context, status=422)
    chosen, reason = filters.in_words(), form.cleaned_data["alasan"]
    # They lie in no area: the right to whole numbers in some kelurahan says nothing of them.
    may_show = request.user.sees_whole_city(Permission.REVEAL_IDENTITY)
    whole = may_show and bool(form.cleaned_data.get("lengkap"))
    log_export(
        by=request.user,
        subject="penerima di luar register",
        reason=reason,
        choices=form.choices(chosen),
    )
    rows = _rows(filters.narrow(_outside(request)), whole=whole)
    about = export_notes(request.user, reason, chosen)
    sheet = Sheet("Di luar register", HEADERS, rows, about)
    return download(form.cleaned_data["format"], "di-luar-register", sheet)


def _rows(recipients: RecipientQuerySet, *, whole: bool) -> Iterator[list[Any]]:
    found = recipients.select_related("program", "area", "row__run").defer("row__raw")
    for recipient in found.order_by("name_key", "id").iterator(chunk_size=CHUNK):
        yield [
            recipient.program.code,
            recipient.name,
            recipient.nik if whole else mask_nik(recipient.nik),
            recipient.kk if whole else mask_nik(recipient.kk),
            recipient.address,
            recipient.area.name if recipient.area else recipient.area_text,
            recipient.get_link_state_display(),
            recipient.row.run.file_name if recipient.row else "",
            recipient.row.number if recipient.row else "",
        ]
