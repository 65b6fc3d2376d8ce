"""What is kept of closed months, and when what expired was deleted last"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_mark",
        sa.Column("kept", sa.String(length=12), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kept", name=op.f("pk_retention_mark")),
    )
    op.create_table(
        "figure_night",
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("adverts", sa.Integer(), nullable=True),
        sa.Column("advertisers", sa.Integer(), nullable=True),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("area", "night", name=op.f("pk_figure_night")),
    )
    op.create_table(
        "figure_month",
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("adverts", sa.Integer(), nullable=False),
        sa.Column("unique_adverts", sa.Integer(), nullable=False),
        sa.Column("unique_advertisers", sa.Integer(), nullable=False),
        sa.Column("night_min", sa.Integer(), nullable=True),
        sa.Column("night_mean", sa.Double(), nullable=True),
        sa.Column("night_max", sa.Integer(), nullable=True),
        sa.Column("nights_covered", sa.Integer(), nullable=False),
        sa.Column("frozen_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area", "month", name=op.f("pk_figure_month")),
    )
    op.create_table(
        "figure_origin",
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("adverts", sa.Integer(), nullable=False),
        sa.Column("advertisers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area", "month", "origin", name=op.f("pk_figure_origin")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_right_id"), ["right_id"], unique=False)
    with op.batch_alter_table("pair_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_decision_right_id"), ["right_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pair_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_decision_right_id"))
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_right_id"))

    op.drop_table("figure_origin")
    op.drop_table("figure_month")
    op.drop_table("figure_night")
    op.drop_table("retention_mark")
