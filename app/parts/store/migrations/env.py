"""Alembic's entry: runs on the connection that app/parts/store/migrate.py hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
    transactional_ddl=False,
)
context.run_migrations()
