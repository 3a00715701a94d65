"""Django's backend for SQLite, but for how a writer waits for his turn."""
