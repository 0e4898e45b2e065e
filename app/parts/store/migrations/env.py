"""Alembic's entry: runs on the connection that app/parts/store/migrate.py hands over."""

from alembic import context
from sqlmodel import SQLModel

import app.parts.store.tables  # noqa: F401  (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
    transactional_ddl=False,
)
context.run_migrations()
