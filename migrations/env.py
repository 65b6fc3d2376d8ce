"""Alembic's way in: the connection is handed over by `adwatch.store.migrate`."""

from alembic import context
from alembic.autogenerate.api import AutogenContext

from adwatch.store.tables import Night, Table


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | bool:  # noqa: ARG001 - Alembic's
    """Write a night as the integer that it is, so that a migration never depends on today's code."""
    if kind == "type" and isinstance(item, Night):
        return "sa.Integer()"
    return False


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Table.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
