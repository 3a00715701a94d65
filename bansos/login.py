"""The way in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest

from registry.identifiers import mask_digits


class LoginForm(AuthenticationForm):
    """Django's own, except that a name longer than any account's is an unknown one.

    The lock-out would write it into a column that cannot hold it.
    """

    def clean(self) -> dict[str, Any]:
        longest = self.fields["username"].max_length  # type: ignore[attr-defined]
        if len(self.cleaned_data.get("username", "")) > longest:
            raise self.get_invalid_login_error()
        return super().clean()


def masked_username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which the lock-out counts: what was typed, any number of a person masked."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return mask_digits(str(typed))


login = LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True)
