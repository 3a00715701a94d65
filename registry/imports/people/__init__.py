"""Holds lists of people and households against the register, and writes them."""
