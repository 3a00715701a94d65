"""Every door of the application; each app lists its own."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from bansos.components_page import components
from bansos.health import health
from bansos.login import login

urlpatterns = [
    path("sehat/", health, name="health"),
    path("masuk/", login, name="login"),
    path("keluar/", auth.LogoutView.as_view(), name="logout"),
    path("kata-sandi/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("kata-sandi/selesai/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("komponen/", components, name="components"),
    path("rujukan/", admin.site.urls),
    path("", include("bansos.dashboards.urls")),
    path("", include("registry.urls")),
    path("", include("programs.urls")),
    path("", include("verification.urls")),
]
