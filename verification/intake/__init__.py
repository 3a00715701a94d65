"""Holds the results of an earlier round against the register, and writes them set by set.

lookup (which household) → judge (new, known, what stands above it) → cases (what a visit does to a
household, in memory) → writer. `verification/actions/effects.py` is the slow plain twin.
"""
