"""Alembic's entry: the connection and the tables are handed in by bot.store.schema."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        # A migration that waits for a lock would hold up everybody behind it.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    context.run_migrations()
connection.commit()
