"""Aid: programmes, their rules, recipients and disbursements."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program bantuan"
