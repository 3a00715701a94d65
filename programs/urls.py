"""Addresses of aid. No number of a person stands in any."""

from django.urls import path

from programs.views import outside, search

urlpatterns = [
    path("cari/", search.search, name="search"),
    path("di-luar-register/", outside.recipient_outside, name="recipient_outside"),
    path("di-luar-register/unduh/", outside.recipient_export, name="recipient_export"),
    path("di-luar-register/<int:pk>/", outside.recipient_detail, name="recipient_detail"),
]
