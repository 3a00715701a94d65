"""Acts of field work: each keyword-only and atomic, with one audit row."""
