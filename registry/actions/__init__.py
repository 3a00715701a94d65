"""Writes of the register: each keyword-only, atomic, with its audit row beside the change."""
