"""Programmes and overlap rules in the admin site. Recipients and payments are not here."""

from django.contrib import admin

from programs.models import OverlapRule, Program
from registry.admin import ReferenceAdmin


@admin.register(Program)
class ProgramAdmin(ReferenceAdmin):
    list_display = ["code", "name", "source", "target", "benefit", "amount", "period_type", "counted"]
    list_filter = ["source", "counted"]
    search_fields = ["code", "name"]


@admin.register(OverlapRule)
class OverlapRuleAdmin(ReferenceAdmin):
    list_display = ["first_side", "second_side", "verdict", "unit", "valid_from", "valid_to", "basis"]
    list_filter = ["verdict", "unit"]
    list_select_related = ["first", "second"]
    autocomplete_fields = ["first", "second"]
