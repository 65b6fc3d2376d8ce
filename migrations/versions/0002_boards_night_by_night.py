"""What boards are like from night to night"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fill",
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_fill_board_id_board")),
        sa.PrimaryKeyConstraint("night", "board_id", "field", name=op.f("pk_fill")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=12), nullable=True),
        sa.Column("municipality", sa.String(length=6), nullable=True),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_finding_board_id_board")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipality.code"], name=op.f("fk_finding_municipality_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_night"), ["night"], unique=False)

    op.create_table(
        "page_state",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("sealed_key_id", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_page_state_board_id_board")),
        sa.PrimaryKeyConstraint("board_id", "key_id", "token", name=op.f("pk_page_state")),
    )


def downgrade() -> None:
    op.drop_table("page_state")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_night"))
        batch_op.drop_index(batch_op.f("ix_finding_board_id"))

    op.drop_table("finding")
    op.drop_table("fill")
