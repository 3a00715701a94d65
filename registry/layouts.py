"""The columns of the national list as it really leaves its office (pure)."""

# The true DTKS layout, its typo included: what leaves so can come back by the import.
DTKS_HEADERS = [
    "ID DTKS",
    "PROVINSI",
    "KABUPATEN/KOTA",
    "KECAMATAN",
    "DESA/KELUARAHAN",
    "ALAMAT",
    "DUSUN",
    "RT",
    "RW",
    "NOKK",
    "NIK",
    "NAMA",
    "TANGGAL LAHIR",
    "TEMPAT LAHIR",
    "JENIS KELAMIN",
    "PEKERJAAN",
    "NAMA IBU KANDUNG",
    "HUB KELUARGA",
    "KETERANGAN PADAN",
    "BANSOS BPNT",
    "BANSOS PKH",
    "BANSOS BPNT-PPKM",
    "PBI JKN",
]
# The programmes behind its last columns, in their order.
CLAIM_COLUMNS = ("BPNT", "PKH", "BPNT-PPKM", "PBI-JK")
