"""Addresses of aid. No number of a person stands in any."""

from django.urls import path

from programs.views import aid_entry, candidates, links, outside, rules, search

urlpatterns = [
    path("aturan-rangkap/", rules.rule_list, name="rule_list"),
    path("aturan-rangkap/tambah/", rules.rule_create, name="rule_create"),
    path("aturan-rangkap/<int:pk>/", rules.rule_change, name="rule_change"),
    path("aturan-rangkap/<int:pk>/akhiri/", rules.rule_end, name="rule_end"),
    path("bantuan/<int:pk>/batalkan/", aid_entry.aid_cancel, name="aid_cancel"),
    path("cari/", search.search, name="search"),
    path("cek-calon/", candidates.candidate_check, name="candidate_check"),
    path("di-luar-register/", outside.recipient_outside, name="recipient_outside"),
    path("di-luar-register/unduh/", outside.recipient_export, name="recipient_export"),
    path("di-luar-register/<int:pk>/", outside.recipient_detail, name="recipient_detail"),
    path("penghubungan/", links.link_queue, name="link_queue"),
    path("penghubungan/<int:pk>/", links.link_choose, name="link_choose"),
    path("penghubungan/<int:pk>/hubungkan/", links.link_make, name="link_make"),
    path("penghubungan/<int:pk>/tidak-ada/", links.link_none, name="link_none"),
    path("penghubungan/<int:pk>/lepas/", links.link_undo, name="link_undo"),
    path("rumah-tangga/<uuid:public_id>/bantuan/catat/", aid_entry.aid_create, name="aid_create"),
]
