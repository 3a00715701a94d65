"""Writes about aid: each keyword-only, atomic, with its audit row beside the change."""
