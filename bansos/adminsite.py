"""The reference-data admin: a site of our own that lists models by name, never all of them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from registry.roles import Permission


class BansosAdminSite(admin.AdminSite):
    site_header = "Data rujukan"
    site_title = "Bansos Samarinda"
    index_title = "Wilayah, program, aturan, pengguna"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user.is_authenticated and user.is_active and user.may(Permission.ADMINISTER)
