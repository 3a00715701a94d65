"""Areas, releases and users in the admin site. Households, people and files are not here."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import connection
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV

from bansos.lib.plaincells import csv_lines_of
from registry.actions import reference
from registry.models import Area, Posting, Release, User
from registry.reference_forms import SeenForm, SeenFormSet, SeenUserForm
from registry.roles import Permission

# Django's name for it, whatever the user model is called.
PASSWORD_PAGE = "auth_user_password_change"  # noqa: S105 (a page, no password)


def _by(request: HttpRequest) -> User:
    """Who acts; the site has let in nobody who is not logged in."""
    return cast(User, request.user)


class ReferenceAdmin(admin.ModelAdmin):
    """Rights come from the one matrix; every save goes through an action with its audit row."""

    form = SeenForm

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Held while it is saved: of two who save at once, the second meets what the first left."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        rows = type(found)._default_manager.select_for_update(of=("self",), no_key=True)
        return rows.filter(pk=found.pk).first()

    def _may(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.may(Permission.ADMINISTER)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        reference.save_reference(thing=obj, by=_by(request))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        reference.delete_reference(thing=obj, by=_by(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for thing in queryset:
            reference.delete_reference(thing=thing, by=_by(request))

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        for thing in formset.save(commit=False):
            reference.save_reference(thing=thing, by=_by(request))
        for thing in formset.deleted_objects:
            reference.delete_reference(thing=thing, by=_by(request))


class PlainCsv(CSV):
    """The package takes one leading "=" away, which changes the text and helps against little."""

    def export_data(self, dataset: Any, **_: Any) -> str:
        line = csv_lines_of(",")
        rows = [dataset.headers, *dataset]
        return "".join(line("" if cell is None else str(cell) for cell in row) for row in rows)


class ExportedAdmin(ExportMixin, ReferenceAdmin):
    """A table that may leave as CSV. It comes in by no door here: files have one, the import."""

    formats = (PlainCsv,)
    # The package's page between click and file needs inline script, which our policy forbids.
    skip_export_form = True

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self._may(request)


@admin.register(Area)
class AreaAdmin(ExportedAdmin):
    list_display = ["code", "name", "level", "valid_from", "valid_to", "successor"]
    list_filter = ["level"]
    search_fields = ["code", "name", "bps_code"]
    autocomplete_fields = ["parent", "successor"]


@admin.register(Release)
class ReleaseAdmin(ExportedAdmin):
    list_display = ["code", "source", "issued_on"]


class PostingInline(admin.TabularInline):
    model = Posting
    form = SeenForm
    formset = SeenFormSet
    extra = 1
    autocomplete_fields = ["area"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True  # who reaches the user's page has passed its own door

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(User)
class UserAdmin(ReferenceAdmin, DjangoUserAdmin):
    form = SeenUserForm
    list_display = ["username", "full_name", "is_active", "last_login"]
    list_filter = ["is_active", "postings__role"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password", "full_name", "is_active")}),)
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("username", "full_name", "password1", "password2")},
        ),
    )
    inlines = [PostingInline]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Users are switched off, never deleted: the history names them."""
        return False

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's page for a new password saves by itself and tells only here."""
        if request.resolver_match and request.resolver_match.url_name == PASSWORD_PAGE:
            reference.note_password_set(user=obj, by=_by(request))
        return super().log_change(request, obj, message)
