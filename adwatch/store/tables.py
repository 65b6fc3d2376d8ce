"""Every table of the store, in one metadata; the migrations are checked against it.

Nothing here can be read as a person: content is sealed, identifiers are keyed tokens with the id of their key.
Nights are kept as whole days since 1970-01-01, the same integer on both engines.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

EPOCH = date(1970, 1, 1)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Night(TypeDecorator[date]):
    """A date as whole days since 1970-01-01: small, ordered, and read in bulk without parsing."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn a date into days."""
        return None if value is None else (value - EPOCH).days

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn days into a date."""
        return None if value is None else EPOCH + timedelta(days=value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone: what goes in is turned into UTC, and what comes out says that it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn a moment of any zone into UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Say of a moment that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)


class Municipality(Table):
    """A municipality, loaded from the package's own list."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    province: Mapped[str] = mapped_column(String(4))
    valid_from: Mapped[date | None] = mapped_column(Night)
    valid_to: Mapped[date | None] = mapped_column(Night)
    successor: Mapped[str | None] = mapped_column(String(6))


class Board(Table):
    """A board by its name; `imported` while nothing but imports is known of it."""

    __tablename__ = "board"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    imported: Mapped[bool]


class Crawl(Table):
    """One crawl of one board."""

    __tablename__ = "crawl"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    night: Mapped[date] = mapped_column(Night, index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    requests: Mapped[int]
    least_requests: Mapped[int]
    pages: Mapped[int]
    adverts: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))


class Coverage(Table):
    """How one board was read for one municipality on one night."""

    __tablename__ = "coverage"

    night: Mapped[date] = mapped_column(Night, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    municipality: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    status: Mapped[str] = mapped_column(String(12))
    pages: Mapped[int]
    adverts: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(200))


class Fill(Table):
    """How many of the adverts of one board that were read in one night state a field, anywhere or in its own place."""

    __tablename__ = "fill"

    night: Mapped[date] = mapped_column(Night, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    read: Mapped[int]
    filled: Mapped[int]
    stated: Mapped[int]


class Finding(Table):
    """What a night's crawl of one board noticed about the board: in words, with no word of any advert."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    night: Mapped[date] = mapped_column(Night, index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    field: Mapped[str | None] = mapped_column(String(12))
    municipality: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    incomplete: Mapped[bool]
    said: Mapped[str] = mapped_column(String(200))


class PageState(Table):
    """What a page was like when it was last read, sealed: its validators, its entries' tokens, the link after it."""

    __tablename__ = "page_state"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    night: Mapped[date] = mapped_column(Night)
    sealed_key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Advert(Table):
    """One listing under one board's id. `entry_token` is what its listing entry last looked like."""

    __tablename__ = "advert"
    __table_args__ = (UniqueConstraint("board_id", "key_id", "token"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    key_id: Mapped[str] = mapped_column(String(16))
    token: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_night: Mapped[date] = mapped_column(Night)
    last_night: Mapped[date] = mapped_column(Night)
    entry_token: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    read_on: Mapped[date] = mapped_column(Night, index=True)
    version_id: Mapped[int] = mapped_column(BigInteger)


class AdvertVersion(Table):
    """One content of an advert: sealed, with the plain values that figures need."""

    __tablename__ = "advert_version"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    advert_id: Mapped[int] = mapped_column(ForeignKey("advert.id"), index=True)
    night: Mapped[date] = mapped_column(Night)
    content_key_id: Mapped[str] = mapped_column(String(16))
    content_token: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed_key_id: Mapped[str | None] = mapped_column(String(16))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    origin: Mapped[str | None] = mapped_column(String(3))
    age: Mapped[int | None] = mapped_column(SmallInteger)
    languages: Mapped[str] = mapped_column(String(60))
    price_per_hour: Mapped[float | None] = mapped_column(Float)
    persons: Mapped[str] = mapped_column(String(8))
    expires_on: Mapped[date] = mapped_column(Night, index=True)
    hold_until: Mapped[date | None] = mapped_column(Night)


class Sighting(Table):
    """An advert seen in a municipality on a night: the truth from which all else derives. Append-only."""

    __tablename__ = "sighting"
    __table_args__ = (Index(None, "municipality", "night"), Index(None, "night"), {"sqlite_with_rowid": False})

    advert_id: Mapped[int] = mapped_column(ForeignKey("advert.id"), primary_key=True)
    night: Mapped[date] = mapped_column(Night, primary_key=True)
    municipality: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigInteger)


class Feature(Table):
    """A keyed token by which versions can be linked."""

    __tablename__ = "feature"
    __table_args__ = (Index(None, "kind", "token"), {"sqlite_with_rowid": False})

    version_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class Signature(Table):
    """The MinHash of a version's text over keyed shingles. Apart from `feature`: it is compared, never looked up."""

    __tablename__ = "signature"

    version_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class PostingVersion(Table):
    """The unique advert to which a version belongs."""

    __tablename__ = "posting_version"

    version_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"), primary_key=True)
    posting_id: Mapped[int] = mapped_column(BigInteger, index=True)


class Membership(Table):
    """The advertiser of a posting, with how sure that is (0 to 1), and the network that advertiser stands in."""

    __tablename__ = "membership"

    posting_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    advertiser_id: Mapped[int] = mapped_column(BigInteger, index=True)
    network_id: Mapped[int] = mapped_column(BigInteger, index=True)
    confidence: Mapped[float]


class Link(Table):
    """The evidence that two versions are one advertiser's: fact by fact, as weights in bits, in JSON."""

    __tablename__ = "link"

    left_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"), primary_key=True)
    right_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"), primary_key=True)
    score: Mapped[float]
    evidence: Mapped[str] = mapped_column(Text)


class BlockingKey(Table):
    """A weak key by which versions are worth comparing: an alias with a town or a price, an address. Made of tokens."""

    __tablename__ = "blocking_key"
    __table_args__ = (Index(None, "version_id"), {"sqlite_with_rowid": False})

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"), primary_key=True)


class LinkageState(Table):
    """What a run of the linkage leaves for the next: how far it read, and the weights that it learned; JSON."""

    __tablename__ = "linkage_state"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class PairDecision(Table):
    """What a person said of two versions: same, different, unsure. Append-only; the last word on a pair counts."""

    __tablename__ = "pair_decision"
    __table_args__ = (Index(None, "left_id", "right_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    left_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"))
    right_id: Mapped[int] = mapped_column(ForeignKey("advert_version.id"))
    said: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(120))
    said_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)


class IdentityChange(Table):
    """A merge or a split of advertisers between two runs of the linkage."""

    __tablename__ = "identity_change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(8))
    advertiser_id: Mapped[int] = mapped_column(BigInteger)
    other_id: Mapped[int] = mapped_column(BigInteger)


class Audit(Table):
    """The trail of everything that was looked at, in the fields of the Logboek Dataverwerkingen, hash-chained."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    trace_id: Mapped[str] = mapped_column(String(32))
    span_id: Mapped[str] = mapped_column(String(16))
    parent_span_id: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    status_code: Mapped[str] = mapped_column(String(10))
    start_time: Mapped[str] = mapped_column(String(40))
    end_time: Mapped[str] = mapped_column(String(40))
    resource: Mapped[str] = mapped_column(Text)
    attributes: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Person(Table):
    """Somebody who may do something here. One login of the operating system is one person's, while not disabled."""

    __tablename__ = "person"
    __table_args__ = (
        Index(
            None,
            "os_user",
            unique=True,
            sqlite_where=text("disabled_at IS NULL"),
            postgresql_where=text("disabled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    os_user: Mapped[str | None] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(Text)
    session_epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)


class PersonRole(Table):
    """A role that a person has."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class LoginFailure(Table):
    """Attempts to log in that failed, by the keyed token of the name that was tried, known here or not."""

    __tablename__ = "login_failure"

    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)


class RetentionMark(Table):
    """When a class of data was last looked through for what has expired, up to which day, and how much went."""

    __tablename__ = "retention_mark"

    kept: Mapped[str] = mapped_column(String(12), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(Moment)
    before: Mapped[date] = mapped_column(Night)
    removed: Mapped[int] = mapped_column(BigInteger)


class FigureNight(Table):
    """What one night of a closed month showed in one area, a municipality or a province; NULL where it was unknown."""

    __tablename__ = "figure_night"

    area: Mapped[str] = mapped_column(String(6), primary_key=True)
    night: Mapped[date] = mapped_column(Night, primary_key=True)
    adverts: Mapped[int | None]
    advertisers: Mapped[int | None]
    entered: Mapped[int | None]
    left: Mapped[int | None]
    coverage: Mapped[float]


class FigureMonth(Table):
    """What a closed month showed in one area. `through` is its last night that was known when it was frozen."""

    __tablename__ = "figure_month"

    area: Mapped[str] = mapped_column(String(6), primary_key=True)
    month: Mapped[date] = mapped_column(Night, primary_key=True)
    through: Mapped[date] = mapped_column(Night)
    adverts: Mapped[int]
    unique_adverts: Mapped[int]
    unique_advertisers: Mapped[int]
    night_min: Mapped[int | None]
    night_mean: Mapped[float | None]
    night_max: Mapped[int | None]
    nights_covered: Mapped[int]
    frozen_on: Mapped[date] = mapped_column(Night)


class FigureOrigin(Table):
    """How many unique adverts and advertisers of a closed month were advertised as of one origin, by its code."""

    __tablename__ = "figure_origin"

    area: Mapped[str] = mapped_column(String(6), primary_key=True)
    month: Mapped[date] = mapped_column(Night, primary_key=True)
    origin: Mapped[str] = mapped_column(String(8), primary_key=True)
    adverts: Mapped[int]
    advertisers: Mapped[int]


# What is deleted is looked up from either side of a pair.
Index(None, Link.right_id)
Index(None, PairDecision.right_id)
