"""The reference-data admin: a site of our own that lists models by name, never all of them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from registry.roles import Permission

# Households, people, files and aid are not here: they have pages with their own rules.
LISTED = {
    "registry.area",
    "registry.release",
    "registry.user",
    "programs.program",
    "programs.overlaprule",
}


class BansosAdminSite(admin.AdminSite):
    site_header = "Data rujukan"
    site_title = "Bansos Samarinda"
    index_title = "Wilayah, program, aturan, pengguna"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Takes the listed models; what other packages register by themselves stays out."""
        models: Iterable[type[Model]] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        for model in models:
            if model._meta.label_lower in LISTED:
                super().register(model, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user.is_authenticated and user.may(Permission.ADMINISTER)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The application has its own page for one's own password."""
        return redirect("password_change")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One door only: the application's own login, with its lock-out."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
