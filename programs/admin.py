"""Programmes and overlap rules in the admin site. Recipients and payments are not here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from programs.models import OverlapRule, Program
from programs.tasks import add_up_aid
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

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """The code first, also where it may only be read."""
        return sorted(super().get_fields(request, obj), key=lambda name: name != "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """What lists claimed keeps the code: another one would part a programme from them."""
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Whether a programme is counted says what aid comes to."""
        super().save_model(request, obj, form, change)
        add_up_aid.enqueue()


@admin.register(OverlapRule)
class OverlapRuleAdmin(ExportedAdmin):
    """To look at and to export. Rules are decided on their own page, which says what it does."""

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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="program pertama", ordering="first__code")
    def first_shown(self, rule: OverlapRule) -> str:
        return rule.first_side

    @admin.display(description="program kedua", ordering="second__code")
    def second_shown(self, rule: OverlapRule) -> str:
        return rule.second_side
