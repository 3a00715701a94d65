"""Programmes and overlap rules in the admin site. Recipients and payments are not here."""

from django.contrib import admin

from programs.models import OverlapRule, Program
from registry.admin import ExportedAdmin


@admin.register(Program)
class ProgramAdmin(ExportedAdmin):
    list_display = [
        "code",
        "name",
        "source",
        "target",
        "benefit",
        "amount",
        "period_type",
        "counted",
    ]
    list_filter = ["source", "counted"]
    search_fields = ["code", "name"]


@admin.register(OverlapRule)
class OverlapRuleAdmin(ExportedAdmin):
    list_display = [
        "first_shown",
        "second_shown",
        "verdict",
        "unit",
        "valid_from",
        "valid_to",
        "basis",
    ]
    list_filter = ["verdict", "unit"]
    list_select_related = ["first", "second"]
    autocomplete_fields = ["first", "second"]

    @admin.display(description="program pertama", ordering="first__code")
    def first_shown(self, rule: OverlapRule) -> str:
        return rule.first_side

    @admin.display(description="program kedua", ordering="second__code")
    def second_shown(self, rule: OverlapRule) -> str:
        return rule.second_side
