"""Doors of field work: the officer's, the supervisor's, and the rounds."""

from django.urls import path

from verification.views import reviews, rounds, visits, worklist

urlpatterns = [
    path("tugas/", worklist.worklist, name="worklist"),
    path("tugas/riwayat/", worklist.visit_history, name="visit_history"),
    path("tugas/<uuid:public_id>/", visits.visit_create, name="visit_create"),
    path("tugas/kunjungan/<uuid:public_id>/tarik/", visits.visit_withdraw, name="visit_withdraw"),
    path("tinjauan/", reviews.review_list, name="review_list"),
    path("tinjauan/<uuid:public_id>/", reviews.review_decide, name="review_decide"),
    path("periode/", rounds.round_list, name="round_list"),
    path("periode/<slug:code>/", rounds.round_detail, name="round_detail"),
    path("periode/<slug:code>/tutup/", rounds.round_close, name="round_close"),
    path(
        "periode/<slug:code>/rumah-tangga/cabut/",
        rounds.round_doors_delete,
        name="round_doors_delete",
    ),
    path("periode/<slug:code>/tugas/", rounds.assignment_create, name="assignment_create"),
    path(
        "periode/<slug:code>/tugas/<int:pk>/cabut/",
        rounds.assignment_delete,
        name="assignment_delete",
    ),
]
