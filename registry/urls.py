"""Addresses of the register. None holds a number of a person: households and people go by public_id."""

from django.urls import path

from registry.views import audit, households, identities, people

urlpatterns = [
    path("cari/kota/", identities.city_question, name="city_question"),
    path("rumah-tangga/", households.household_list, name="household_list"),
    path("rumah-tangga/unduh/", households.household_export, name="household_export"),
    path("rumah-tangga/<uuid:public_id>/", households.household_detail, name="household_detail"),
    path("anggota/<uuid:public_id>/", people.person_detail, name="person_detail"),
    path("anggota/<uuid:public_id>/tampilkan/", identities.person_reveal, name="person_reveal"),
    path("jejak-audit/", audit.audit_list, name="audit_list"),
]
