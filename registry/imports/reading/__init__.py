"""Reads a file as it was sent: guards first, then rows of cells, in a child process."""
