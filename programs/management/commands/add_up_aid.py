"""add_up_aid: makes the figures of aid quick again after many changes."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from programs.overlap import upkeep


class Command(BaseCommand):
    help = (
        "Menjumlahkan bantuan yang berubah, agar angka dasbor cepat dibuka. Angkanya sendiri "
        "selalu benar; worker menjalankannya sesudah tiap impor. Aman diulang kapan saja."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="membuang semua jumlah lalu menjumlahkan dari awal"
        )

    def handle(self, **options: Any) -> None:
        started = time.monotonic()
        if options["all"]:
            upkeep.begin_anew()
        done = upkeep.refresh(lambda done: self.stderr.write(f"{done} perubahan"))
        seconds = time.monotonic() - started
        self.stdout.write(f"{done} perubahan dijumlahkan dalam {seconds:.0f} detik.")
