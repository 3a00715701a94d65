"""An example file of each kind, to be filled in."""

from io import BytesIO

from django.http import FileResponse, Http404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from bansos.lib.downloads import XLSX_TYPE
from registry.access import UserRequest, require
from registry.imports.columns.template import write_template
from registry.imports.importkinds import kind_of, wired_kinds
from registry.roles import Permission


@require_safe
@require(Permission.IMPORT)
def import_template(request: UserRequest, kind: str) -> FileResponse:
    if kind not in wired_kinds():
        raise Http404
    file = BytesIO()
    write_template(kind_of(kind), file)
    file.seek(0)
    name = f"contoh-{slugify(kind_of(kind).label)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
