"""Who and where: areas, users, households, people, releases, files, history."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "Register"
