"""Addresses of the pages that read all apps."""

from django.urls import path

from bansos.dashboards.views import dashboard, home, households, undecided

urlpatterns = [
    path("", home.home, name="home"),
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    path("dasbor/rumah-tangga/", households.dashboard_households, name="dashboard_households"),
    path("dasbor/menunggu-keputusan/", undecided.dashboard_undecided, name="dashboard_undecided"),
    path("dasbor/rumah-tangga/unduh/", households.dashboard_export, name="dashboard_export"),
]
