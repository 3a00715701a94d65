"""Check before paying: a list goes in, the same list comes out with an answer for each row."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bansos.lib.downloads import XLSX_TYPE
from bansos.lib.turns import Busy, Tell, look, turn
from programs.actions.candidates import log_check
from programs.answers import loaded_programs
from programs.candidate_forms import CandidateForm
from programs.candidates.check import Asked, Checked, check
from programs.candidates.words import Outcome
from registry.access import UserRequest, require
from registry.identifiers import mask_digits
from registry.imports.refusal import FileRefused
from registry.roles import Permission
from registry.views.import_steps import as_file

# A check takes a thread of the server for as long as it lasts: one for each user.
STILL_CHECKING = (
    "Daftar yang Anda kirim sebelumnya masih diperiksa. Tunggu sampai hasilnya diterima, lalu "
    "kirim daftar ini lagi."
)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CHECK_CANDIDATES)
def candidate_check(request: UserRequest) -> HttpResponseBase:
    """A refused list comes back with the reason; what was chosen is kept."""
    if request.htmx:
        return _progress(request)
    form = CandidateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with turn(settings.TURNS_ROOT, _turn_of(request)) as tell:
                return _answer(form.cleaned_data["berkas"], form.asked(request.user), tell)
        except FileRefused as refusal:
            form.add_error("berkas", str(refusal))
        except Busy:
            form.add_error(None, STILL_CHECKING)
            return _page(request, form, status=429)
    return _page(request, form, status=422 if form.errors else 200)


def _page(request: UserRequest, form: CandidateForm, status: int) -> HttpResponse:
    context = {"form": form, "outcomes": list(Outcome), "loaded": loaded_programs()}
    return render(request, "programs/candidate_check.html", context, status=status)


def _turn_of(request: UserRequest) -> str:
    return f"cek-{request.user.pk}"


def _progress(request: UserRequest) -> HttpResponse:
    """How far the user's own list is. The page asks from when it sends one, and until it has ended.

    `sejak` is what stood there when it asked first: while that is so, the list is on its way.
    """
    seen = look(settings.TURNS_ROOT, _turn_of(request))
    since = request.GET.get("sejak") or str(seen.changed)
    if seen.total is None and since != str(seen.changed):
        return HttpResponse(status=204, headers={"HX-Trigger": "selesai"})
    context = {"seen": seen, "since": since}
    return render(request, "programs/_candidate_progress.html", context)


def _answer(upload: UploadedFile[bytes], asked: Asked, tell: Tell) -> HttpResponseBase:
    """The answered list, from a file without a name: it is gone when the response has been sent."""
    name = upload.name or "daftar"
    out = TemporaryFile()  # noqa: SIM115  closed by the response
    try:
        checked = _checked(upload, name, asked, out, tell)
    except BaseException:
        out.close()
        raise
    log_check(
        by=asked.by,
        rows=checked.rows,
        period=asked.period,
        program=asked.program,
        reason=asked.reason,
    )
    out.seek(0)
    filename = f"{mask_digits(Path(name).stem)[:80]} hasil cek.xlsx"
    return FileResponse(out, as_attachment=True, filename=filename, content_type=XLSX_TYPE)


def _checked(
    upload: UploadedFile[bytes], name: str, asked: Asked, out: IO[bytes], tell: Tell
) -> Checked:
    with as_file(upload) as path:
        return check(path, name, asked, out, tell)
