"""The sightings and what is derived from them"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("trace_id", sa.String(length=32), nullable=False),
        sa.Column("span_id", sa.String(length=16), nullable=False),
        sa.Column("parent_span_id", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("status_code", sa.String(length=10), nullable=False),
        sa.Column("start_time", sa.String(length=40), nullable=False),
        sa.Column("end_time", sa.String(length=40), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("name", name=op.f("uq_board_name")),
    )
    op.create_table(
        "identity_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("advertiser_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_change")),
    )
    op.create_table(
        "membership",
        sa.Column("posting_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("advertiser_id", sa.BigInteger(), nullable=False),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("posting_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_advertiser_id"), ["advertiser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_network_id"), ["network_id"], unique=False)

    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("province", sa.String(length=4), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("successor", sa.String(length=6), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_table(
        "advert",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_night", sa.Integer(), nullable=False),
        sa.Column("last_night", sa.Integer(), nullable=False),
        sa.Column("entry_token", sa.LargeBinary(length=32), nullable=True),
        sa.Column("read_on", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_advert_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert")),
        sa.UniqueConstraint("board_id", "key_id", "token", name=op.f("uq_advert_board_id_key_id_token")),
    )
    with op.batch_alter_table("advert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advert_read_on"), ["read_on"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(length=6), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("adverts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_coverage_board_id_board")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipality.code"], name=op.f("fk_coverage_municipality_municipality")
        ),
        sa.PrimaryKeyConstraint("night", "board_id", "municipality", name=op.f("pk_coverage")),
    )
    op.create_table(
        "crawl",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("least_requests", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("adverts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_crawl_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl")),
    )
    with op.batch_alter_table("crawl", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crawl_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_crawl_night"), ["night"], unique=False)

    op.create_table(
        "advert_version",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("advert_id", sa.BigInteger(), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("content_key_id", sa.String(length=16), nullable=False),
        sa.Column("content_token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_key_id", sa.String(length=16), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("origin", sa.String(length=3), nullable=True),
        sa.Column("age", sa.SmallInteger(), nullable=True),
        sa.Column("languages", sa.String(length=60), nullable=False),
        sa.Column("price_per_hour", sa.Float(), nullable=True),
        sa.Column("persons", sa.String(length=8), nullable=False),
        sa.Column("expires_on", sa.Integer(), nullable=False),
        sa.Column("hold_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["advert_id"], ["advert.id"], name=op.f("fk_advert_version_advert_id_advert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert_version")),
    )
    with op.batch_alter_table("advert_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advert_version_advert_id"), ["advert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_advert_version_expires_on"), ["expires_on"], unique=False)

    op.create_table(
        "sighting",
        sa.Column("advert_id", sa.BigInteger(), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(length=6), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advert_id"], ["advert.id"], name=op.f("fk_sighting_advert_id_advert")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipality.code"], name=op.f("fk_sighting_municipality_municipality")
        ),
        sa.PrimaryKeyConstraint("advert_id", "night", "municipality", name=op.f("pk_sighting")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sighting_municipality_night"), ["municipality", "night"], unique=False)
        batch_op.create_index(batch_op.f("ix_sighting_night"), ["night"], unique=False)

    op.create_table(
        "feature",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["advert_version.id"], name=op.f("fk_feature_version_id_advert_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", "key_id", "token", name=op.f("pk_feature")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feature_kind_token"), ["kind", "token"], unique=False)

    op.create_table(
        "link",
        sa.Column("left_id", sa.BigInteger(), nullable=False),
        sa.Column("right_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["left_id"], ["advert_version.id"], name=op.f("fk_link_left_id_advert_version")),
        sa.ForeignKeyConstraint(["right_id"], ["advert_version.id"], name=op.f("fk_link_right_id_advert_version")),
        sa.PrimaryKeyConstraint("left_id", "right_id", name=op.f("pk_link")),
    )
    op.create_table(
        "posting_version",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("posting_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["advert_version.id"], name=op.f("fk_posting_version_version_id_advert_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_posting_version")),
    )
    with op.batch_alter_table("posting_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_version_posting_id"), ["posting_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["advert_version.id"], name=op.f("fk_signature_version_id_advert_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_signature")),
    )


def downgrade() -> None:
    op.drop_table("signature")
    with op.batch_alter_table("posting_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_version_posting_id"))

    op.drop_table("posting_version")
    op.drop_table("link")
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feature_kind_token"))

    op.drop_table("feature")
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sighting_night"))
        batch_op.drop_index(batch_op.f("ix_sighting_municipality_night"))

    op.drop_table("sighting")
    with op.batch_alter_table("advert_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advert_version_expires_on"))
        batch_op.drop_index(batch_op.f("ix_advert_version_advert_id"))

    op.drop_table("advert_version")
    with op.batch_alter_table("crawl", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crawl_night"))
        batch_op.drop_index(batch_op.f("ix_crawl_board_id"))

    op.drop_table("crawl")
    op.drop_table("coverage")
    with op.batch_alter_table("advert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advert_read_on"))

    op.drop_table("advert")
    op.drop_table("municipality")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_network_id"))
        batch_op.drop_index(batch_op.f("ix_membership_advertiser_id"))

    op.drop_table("membership")
    op.drop_table("identity_change")
    op.drop_table("board")
    op.drop_table("audit")
