"""Addresses of the pages that read all apps."""

from django.urls import path

from bansos.dashboards.views import (
    city_map,
    compared,
    dashboard,
    findings,
    home,
    households,
    never,
    programs,
    programs_together,
    tables,
    trend,
    undecided,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    path("dasbor/peta/", city_map.dashboard_map, name="dashboard_map"),
    path(
        "dasbor/kombinasi/", programs_together.dashboard_combinations, name="dashboard_combinations"
    ),
    path("dasbor/matriks/", programs_together.dashboard_matrix, name="dashboard_matrix"),
    path("dasbor/tren/", trend.dashboard_trend, name="dashboard_trend"),
    path("dasbor/rumah-tangga/", households.dashboard_households, name="dashboard_households"),
    path("dasbor/temuan/", findings.dashboard_findings, name="dashboard_findings"),
    path(
        "dasbor/temuan/angka/unduh/",
        tables.dashboard_findings_table,
        name="dashboard_findings_table",
    ),
    path("dasbor/temuan/daftar/", findings.dashboard_finding_list, name="dashboard_finding_list"),
    path(
        "dasbor/temuan/unduh/", findings.dashboard_finding_export, name="dashboard_finding_export"
    ),
    path("dasbor/menunggu-keputusan/", undecided.dashboard_undecided, name="dashboard_undecided"),
    path("dasbor/rumah-tangga/unduh/", households.dashboard_export, name="dashboard_export"),
    path("dasbor/belum-pernah/", never.dashboard_never, name="dashboard_never"),
    path("dasbor/belum-pernah/unduh/", never.dashboard_never_export, name="dashboard_never_export"),
    path(
        "dasbor/belum-pernah/tugaskan/",
        never.dashboard_never_assign,
        name="dashboard_never_assign",
    ),
    path("dasbor/banding/", compared.dashboard_compared, name="dashboard_compared"),
    path(
        "dasbor/banding/rumah-tangga/",
        compared.dashboard_compared_list,
        name="dashboard_compared_list",
    ),
    path(
        "dasbor/banding/rumah-tangga/unduh/",
        compared.dashboard_compared_export,
        name="dashboard_compared_export",
    ),
    path("dasbor/banding/unduh/", tables.dashboard_compared_table, name="dashboard_compared_table"),
    path("dasbor/tabel/<slug:table>/", tables.dashboard_table, name="dashboard_table"),
    path(
        "dasbor/program/<path:code>/tabel/<slug:table>/",
        tables.dashboard_program_table,
        name="dashboard_program_table",
    ),
    path(
        "dasbor/program/<path:code>/penerima/", programs.dashboard_entries, name="dashboard_entries"
    ),
    path(
        "dasbor/program/<path:code>/penerima/unduh/",
        programs.dashboard_entries_export,
        name="dashboard_entries_export",
    ),
    path(
        "dasbor/program/<path:code>/penyaluran/unduh/",
        programs.dashboard_payments_export,
        name="dashboard_payments_export",
    ),
    path(
        "dasbor/program/<path:code>/penyaluran/",
        programs.dashboard_payments,
        name="dashboard_payments",
    ),
    path("dasbor/program/<path:code>/", programs.dashboard_program, name="dashboard_program"),
]
