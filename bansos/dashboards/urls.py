"""Addresses of the pages that read all apps."""

from django.urls import path

from bansos.dashboards.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
