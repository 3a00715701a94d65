"""Addresses of aid. No number of a person stands in any."""

from django.urls import path

from programs.views import candidates, outside, rules, search

urlpatterns = [
    path("aturan-rangkap/", rules.rule_list, name="rule_list"),
    path("aturan-rangkap/tambah/", rules.rule_create, name="rule_create"),
    path("aturan-rangkap/<int:pk>/", rules.rule_change, name="rule_change"),
    path("aturan-rangkap/<int:pk>/akhiri/", rules.rule_end, name="rule_end"),
    path("cari/", search.search, name="search"),
    path("cek-calon/", candidates.candidate_check, name="candidate_check"),
    path("di-luar-register/", outside.recipient_outside, name="recipient_outside"),
    path("di-luar-register/unduh/", outside.recipient_export, name="recipient_export"),
    path("di-luar-register/<int:pk>/", outside.recipient_detail, name="recipient_detail"),
]
