"""What is kept: the log, the cases, the links; one code for SQLite and PostgreSQL."""

from server.storage.store import Store, open_store

__all__ = ["Store", "open_store"]
