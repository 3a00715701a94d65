"""Is the application alive? Asked by whatever watches the server; tells nothing else."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """/sehat/: 200 "ok" when the database answers, else 503. Open to all, without a login."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database tidak menjawab", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")
