"""What a night's linkage asks of the store: what is new, who carries the same, and what is true of the whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    Connection,
    Integer,
    and_,
    delete,
    exists,
    func,
    select,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from adwatch.store import tables
from adwatch.store.columns import TOKEN_BYTES, Ids, asked, listed, numbers, partitions, tokens_of
from adwatch.store.expired import is_settled
from adwatch.store.upsert import insert_new, upsert

FEATURE = tables.Feature.__table__.c
KEY = tables.BlockingKey.__table__.c
POSTING = tables.PostingVersion.__table__.c
MEMBER = tables.Membership.__table__.c
VERSION = tables.AdvertVersion.__table__.c
SIGHTING = tables.Sighting.__table__.c
DECISION = tables.PairDecision.__table__.c
CHANGE = tables.IdentityChange.__table__.c
ANSWERS = select(POSTING.version_id, POSTING.posting_id, MEMBER.advertiser_id, MEMBER.network_id).where(
    MEMBER.posting_id == POSTING.posting_id
)
"""Version, posting, advertiser and network of all that is linked."""


def unlinked(connection: Connection) -> Ids:
    """Versions that no posting has yet."""
    query = select(VERSION.id).where(~exists().where(POSTING.version_id == VERSION.id))
    return numbers(connection, query)


def moved(connection: Connection, since: int) -> Ids:
    """Linked versions that after the night `since` (days since 1970) were seen in a municipality for the first time."""
    earlier = tables.Sighting.__table__.alias("earlier")
    night, earlier_night = (type_coerce(each.night, Integer) for each in (SIGHTING, earlier.c))
    query = (
        select(SIGHTING.version_id)
        .distinct()
        .where(
            night > since,
            exists().where(POSTING.version_id == SIGHTING.version_id),
            ~exists().where(
                earlier.c.advert_id == SIGHTING.advert_id,
                earlier.c.version_id == SIGHTING.version_id,
                earlier.c.municipality == SIGHTING.municipality,
                earlier_night <= since,
            ),
        )
    )
    return numbers(connection, query)


def decided(connection: Connection, after: int) -> Ids:
    """Versions of which a person said something since the decision numbered `after`."""
    query = union_all(*(select(side).where(DECISION.id > after) for side in (DECISION.left_id, DECISION.right_id)))
    return np.unique(numbers(connection, query))


def newest_decision(connection: Connection) -> int:
    """The number of the last decision on a pair, 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(DECISION.id), 0))).scalar_one())


def newest_night(connection: Connection) -> int:
    """The last night with a sighting, in days since 1970."""
    query = select(type_coerce(func.max(SIGHTING.night), Integer))
    return int(connection.execute(query).scalar_one() or 0)


def count_versions(connection: Connection) -> int:
    """How many versions there are that can be linked."""
    query = select(func.count()).select_from(tables.AdvertVersion).where(~is_settled())
    return int(connection.execute(query).scalar_one())


def linkable(connection: Connection, versions: Ids) -> Ids:
    """Those of `versions` whose tokens have not expired, ascending."""
    some = asked(connection, versions)
    query = select(VERSION.id).select_from(some).where(VERSION.id == some.c.value, ~is_settled())
    return np.unique(numbers(connection, query))


def count_carriers(connection: Connection, kind: str) -> int:
    """How many versions carry a value of this kind."""
    query = select(func.count(FEATURE.version_id.distinct())).where(FEATURE.kind == kind)
    return int(connection.execute(query).scalar_one())


def siblings(connection: Connection, versions: Ids) -> Ids:
    """All versions of the adverts of these."""
    mine, some = tables.AdvertVersion.__table__.alias("mine"), asked(connection, versions)
    adverts = select(mine.c.advert_id).distinct().select_from(some).where(mine.c.id == some.c.value)
    return numbers(connection, select(VERSION.id).where(VERSION.advert_id.in_(adverts)))


def carriers(connection: Connection, versions: Ids, kinds: Sequence[str], most: int) -> Ids:
    """All versions that carry a value which these carry, too, where at most `most` do."""
    mine = _carried(connection, versions, kinds)
    shared = (
        select(mine.c.kind, mine.c.token)
        .select_from(mine.join(tables.Feature, _same_value(mine)))
        .group_by(mine.c.kind, mine.c.token)
        .having(and_(func.count() > 1, func.count() <= most))
        .cte("shared")
    )
    query = select(FEATURE.version_id).distinct().select_from(shared.join(tables.Feature, _same_value(shared)))
    return numbers(connection, query)


def value_counts(
    connection: Connection, versions: Ids, kinds: Sequence[str]
) -> dict[str, tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]]:
    """By kind the values that these versions carry (ascending), and how many versions of the store carry each."""
    mine = _carried(connection, versions, kinds)
    query = (
        select(mine.c.kind, func.substr(mine.c.token, 1, TOKEN_BYTES), func.count())
        .select_from(mine.join(tables.Feature, _same_value(mine)))
        .group_by(mine.c.kind, mine.c.token)
    )
    rows = [row for part in partitions(connection, query) for row in part]
    found = {}
    for kind in kinds:
        mine_rows = [row for row in rows if row[0] == kind]
        values = tokens_of([row[1] for row in mine_rows])
        order = np.argsort(values)
        found[kind] = (values[order], np.array([row[2] for row in mine_rows], np.int64)[order])
    return found


def _carried(connection: Connection, versions: Ids, kinds: Sequence[str]) -> CTE:
    # An expression in the place of the column keeps SQLite from reading all values of a kind to find those of a few.
    mine, some = tables.Feature.__table__.alias("carried"), asked(connection, versions)
    query = (
        select(mine.c.kind, mine.c.token)
        .distinct()
        .select_from(some)
        .where(mine.c.version_id == some.c.value, mine.c.kind.concat("").in_(kinds))
    )
    return query.cte("mine").prefix_with("MATERIALIZED")


def _same_value(one: FromClause) -> Any:  # noqa: ANN401 - a condition
    return and_(FEATURE.kind == one.c.kind, FEATURE.token == one.c.token)


def replace_keys(connection: Connection, versions: Ids | None, rows: Iterable[tuple[int, int]]) -> None:
    """Keep these weak keys (key, version) for `versions`, or for all, in the place of what stood there."""
    query = delete(tables.BlockingKey)
    if versions is not None:
        query = query.where(KEY.version_id.in_(listed(connection, versions)))
    connection.execute(query)
    insert_new(connection, tables.BlockingKey.__table__, ({"key": key, "version_id": version} for key, version in rows))


def key_counts(connection: Connection, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """How many versions share each of these weak keys (ascending)."""
    some = asked(connection, keys)
    query = select(KEY.key, func.count()).select_from(some).where(KEY.key == some.c.value).group_by(KEY.key)
    counts = np.zeros(len(keys), np.int64)
    for rows in partitions(connection, query):
        key, count = zip(*rows, strict=True)
        counts[np.searchsorted(keys, np.array(key, np.uint64))] = count
    return counts


def key_carriers(connection: Connection, keys: npt.NDArray[np.uint64]) -> Ids:
    """All versions that have one of these weak keys."""
    some = asked(connection, keys)
    query = select(KEY.version_id).distinct().select_from(some).where(KEY.key == some.c.value)
    return numbers(connection, query)


def answers_of(connection: Connection, versions: Ids) -> npt.NDArray[np.int64]:
    """Version, posting, advertiser and network of those of `versions` that are linked, by version: k x 4."""
    some = asked(connection, versions)
    return _rows(connection, ANSWERS.select_from(some).where(POSTING.version_id == some.c.value), 4)


def answers_by(connection: Connection, advertisers: Ids) -> npt.NDArray[np.int64]:
    """Version, posting, advertiser and network of all versions of these advertisers, by version: k x 4."""
    some = asked(connection, advertisers)
    return _rows(connection, ANSWERS.select_from(some).where(MEMBER.advertiser_id == some.c.value), 4)


def all_answers(connection: Connection) -> npt.NDArray[np.int64]:
    """Version, posting, advertiser and network of all versions, by version: k x 4."""
    return _rows(connection, ANSWERS, 4)


def _rows(connection: Connection, query: Any, width: int) -> npt.NDArray[np.int64]:  # noqa: ANN401 - a select
    parts = [np.array([tuple(row) for row in rows], np.int64) for rows in partitions(connection, query)]
    found = np.concatenate(parts) if parts else np.empty((0, width), np.int64)
    return found[np.argsort(found[:, 0], kind="stable")]


def networks_beyond(connection: Connection, networks: Ids, advertisers: Ids) -> Ids:
    """Those of `networks` that have an advertiser who is not one of `advertisers`."""
    some = asked(connection, networks)
    query = (
        select(MEMBER.network_id, MEMBER.advertiser_id)
        .distinct()
        .select_from(some)
        .where(MEMBER.network_id == some.c.value)
    )
    found = _rows(connection, query, 2)
    return np.unique(found[~np.isin(found[:, 1], advertisers), 0])


def greatest_id(connection: Connection) -> int:
    """The greatest number that a posting, an advertiser or a network has or had."""
    columns = (MEMBER.posting_id, MEMBER.advertiser_id, MEMBER.network_id, CHANGE.advertiser_id, CHANGE.other_id)
    greatest = (connection.execute(select(func.max(column))).scalar_one() for column in columns)
    return max(each or 0 for each in greatest)


def as_text(values: Mapping[str, float]) -> str:
    """Numbers by name, as `keep_state` takes them."""
    return json.dumps(values, sort_keys=True)


def state(connection: Connection) -> dict[str, str]:
    """What the last runs of the linkage left for the next, by name."""
    row = tables.LinkageState
    return {each.name: each.value for each in connection.execute(select(row.name, row.value))}


def keep_state(connection: Connection, values: Mapping[str, str]) -> None:
    """Leave something for the next run."""
    rows = ({"name": name, "value": value} for name, value in values.items())
    upsert(connection, tables.LinkageState.__table__, rows, ("value",))


def take_away(connection: Connection, versions: Ids, postings: Ids) -> None:
    """Take away the links of these versions, and these postings' memberships; both are about to be written anew."""
    connection.execute(delete(tables.Link).where(tables.Link.left_id.in_(listed(connection, versions))))
    connection.execute(delete(tables.Membership).where(MEMBER.posting_id.in_(listed(connection, postings))))


def write_postings(connection: Connection, postings: Iterable[tuple[int, int]]) -> None:
    """Write the posting of each version."""
    rows = ({"version_id": version, "posting_id": posting} for version, posting in postings)
    upsert(connection, tables.PostingVersion.__table__, rows, ("posting_id",))


def write_memberships(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the advertiser, the network and the confidence of each posting."""
    upsert(connection, tables.Membership.__table__, rows, ("advertiser_id", "network_id", "confidence"))


def insert_links(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add links."""
    insert_new(connection, tables.Link.__table__, rows)


def partners(connection: Connection, versions: Ids) -> Ids:
    """Versions that a person held against one of these."""
    sides = (DECISION.left_id, DECISION.right_id)
    queries = []
    for mine, other in (sides, sides[::-1]):
        some = asked(connection, versions)
        queries.append(select(other).select_from(some).where(mine == some.c.value))
    return np.concatenate([numbers(connection, query) for query in queries])


def confidences(connection: Connection, postings: Ids) -> dict[int, float]:
    """How sure it is that each of these postings is its advertiser's."""
    some = asked(connection, postings)
    asked_for = MEMBER.posting_id == some.c.value
    query = select(MEMBER.posting_id, MEMBER.confidence).select_from(some).where(asked_for)
    return {row[0]: row[1] for row in connection.execute(query)}


def rename_networks(connection: Connection, names: Mapping[int, int]) -> None:
    """Give all of some networks' advertisers another network."""
    member = tables.Membership
    for before, now in names.items():
        connection.execute(update(member).where(member.network_id == before).values(network_id=now))


def totals(connection: Connection) -> tuple[int, int, int]:
    """How many postings, advertisers and networks there are."""
    query = select(func.count(), func.count(MEMBER.advertiser_id.distinct()), func.count(MEMBER.network_id.distinct()))
    row = connection.execute(query.select_from(tables.Membership)).one()
    return int(row[0]), int(row[1]), int(row[2])
