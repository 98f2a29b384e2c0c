"""Run by Alembic: applies revisions on the connection, and in the transaction, that ``migrate.upgrade`` hands over."""

from alembic import context

import server.dossier.tables
import server.messages.tables
import server.retention.tables
import server.search.tables
import server.staff.tables
import server.timestamp.tables  # noqa: F401 - they add their tables to the metadata
from server.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
