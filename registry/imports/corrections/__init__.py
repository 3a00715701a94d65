"""Gives problem rows back to their sender, and takes them in again."""
