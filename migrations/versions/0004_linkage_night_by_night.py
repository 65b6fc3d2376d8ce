"""What lets a night be linked alone"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "linkage_state",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_linkage_state")),
    )
    op.create_table(
        "blocking_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["advert_version.id"], name=op.f("fk_blocking_key_version_id_advert_version")
        ),
        sa.PrimaryKeyConstraint("key", "version_id", name=op.f("pk_blocking_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("blocking_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blocking_key_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("blocking_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blocking_key_version_id"))

    op.drop_table("blocking_key")
    op.drop_table("linkage_state")
