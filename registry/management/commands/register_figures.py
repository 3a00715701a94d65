"""manage.py register_figures [--release CODE] [--area CODE] [--json]"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry import stats
from registry.management.area_option import area_ids
from registry.models import Release

WORDS = {
    "listed": "terdaftar",
    "confirmed": "  terkonfirmasi",
    "unverified": "  belum diverifikasi",
    "not_found": "  tidak ditemukan",
    "deceased": "  meninggal",
    "moved": "  pindah keluar kota",
    "closed": "  ditutup karena alasan lain",
    "waiting_head": "menunggu kepala baru",
    "reported": "dilaporkan, belum diterima",
    "dropped": "tidak lagi terdaftar",
}


class Command(BaseCommand):
    help = "How many households a release lists, how many are confirmed, how many are left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", metavar="CODE", help="default: the newest release")
        parser.add_argument("--area", metavar="CODE", help="default: everything in the register")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(
        self, *args: Any, release: str | None, area: str | None, json: bool, **options: Any
    ) -> None:
        counts = stats.register_counts(_release(release), area_ids(area))
        self.stdout.write(_as_json(counts) if json else _as_table(counts))


def _release(code: str | None) -> Release | None:
    if code is None:
        return stats.newest_release()
    release = Release.objects.filter(code=code).first()
    if release is None:
        raise CommandError(f"Rilis {code!r} tidak dikenal.", returncode=2)
    return release


def _as_json(counts: stats.RegisterCounts) -> str:
    return json.dumps(asdict(counts))


def _as_table(counts: stats.RegisterCounts) -> str:
    return "\n".join(f"{words:<32}{getattr(counts, name):>10}" for name, words in WORDS.items())
