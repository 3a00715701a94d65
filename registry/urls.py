"""Addresses of the register. Households and people go by public_id, never by their numbers."""

from django.urls import path

from registry.views import (
    audit,
    households,
    identities,
    import_choices,
    import_columns,
    import_effects,
    import_mend,
    import_rows,
    import_templates,
    import_undo,
    imports,
    people,
)

urlpatterns = [
    path("cari/kota/", identities.city_question, name="city_question"),
    path("rumah-tangga/", households.household_list, name="household_list"),
    path("rumah-tangga/unduh/", households.household_export, name="household_export"),
    path("rumah-tangga/<uuid:public_id>/", households.household_detail, name="household_detail"),
    path("anggota/<uuid:public_id>/", people.person_detail, name="person_detail"),
    path("anggota/<uuid:public_id>/tampilkan/", identities.person_reveal, name="person_reveal"),
    path("impor/", imports.import_list, name="import_list"),
    path("impor/baru/", imports.import_upload, name="import_upload"),
    path("impor/contoh/<slug:kind>/", import_templates.import_template, name="import_template"),
    path("impor/<uuid:public_id>/", imports.import_detail, name="import_detail"),
    path("impor/<uuid:public_id>/kolom/", import_columns.import_columns, name="import_columns"),
    path(
        "impor/<uuid:public_id>/hubungan/", import_columns.import_relation, name="import_relation"
    ),
    path(
        "impor/<uuid:public_id>/baris/<str:outcome>/", import_rows.import_rows, name="import_rows"
    ),
    path(
        "impor/<uuid:public_id>/perubahan/<str:what>/",
        import_rows.import_field,
        name="import_field",
    ),
    path(
        "impor/<uuid:public_id>/akibat/<str:effect>/",
        import_effects.import_effect,
        name="import_effect",
    ),
    path("impor/<uuid:public_id>/pilihan/", import_choices.import_options, name="import_options"),
    path("impor/<uuid:public_id>/jenis/", import_choices.import_kind, name="import_kind"),
    path("impor/<uuid:public_id>/lembar/", import_choices.import_sheet, name="import_sheet"),
    path("impor/<uuid:public_id>/perbaiki/", import_mend.import_mend, name="import_mend"),
    path(
        "impor/<uuid:public_id>/perbaikan/",
        import_mend.import_correction,
        name="import_correction",
    ),
    path("impor/<uuid:public_id>/terapkan/", imports.import_apply, name="import_apply"),
    path("impor/<uuid:public_id>/urungkan/", import_undo.import_undo, name="import_undo"),
    path("impor/<uuid:public_id>/batalkan/", imports.import_discard, name="import_discard"),
    path("impor/<uuid:public_id>/lanjutkan/", imports.import_resume, name="import_resume"),
    path("impor/<uuid:public_id>/bermasalah/", import_rows.import_problems, name="import_problems"),
    path("jejak-audit/", audit.audit_list, name="audit_list"),
]
