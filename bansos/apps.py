"""Puts our own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class BansosAdminConfig(AdminConfig):
    default_site = "bansos.adminsite.BansosAdminSite"
