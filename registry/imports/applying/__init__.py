"""Writes what was judged: prepared without a lock, then all or nothing."""
