"""What persons say of pairs of adverts"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pair_decision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("left_id", sa.BigInteger(), nullable=False),
        sa.Column("right_id", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["left_id"], ["advert_version.id"], name=op.f("fk_pair_decision_left_id_advert_version")
        ),
        sa.ForeignKeyConstraint(
            ["right_id"], ["advert_version.id"], name=op.f("fk_pair_decision_right_id_advert_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_decision")),
    )
    with op.batch_alter_table("pair_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_decision_left_id_right_id"), ["left_id", "right_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pair_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_decision_left_id_right_id"))

    op.drop_table("pair_decision")
