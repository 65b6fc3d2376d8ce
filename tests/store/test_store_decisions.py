"""What persons said of pairs, on both engines."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert

from adwatch.domain.decisions import Decision, Word
from adwatch.errors import StoreFault
from adwatch.store import tables
from adwatch.store.boards import board_ids
from adwatch.store.decisions import append_decisions, last_words, words_on

NOON = datetime(2021, 3, 14, 12, 0, tzinfo=UTC)


def word(left, right, said=Word.SAME, minutes=0, reason=None):
    return Decision(left, right, said, "anna", NOON + timedelta(minutes=minutes), reason)


@pytest.fixture
def store(office):
    """Three versions of one advert, 1 to 3."""
    version = {"content_key_id": "k", "content_token": b"", "languages": "", "persons": "unknown", "advert_id": 9}
    nights = {"night": NOON.date(), "expires_on": NOON.date()}
    with office.store.begin() as connection:
        board = board_ids(connection, ["een"], imported=True)["een"]
        advert = {"id": 9, "board_id": board, "key_id": "k", "token": b"t", "version_id": 3}
        seen = {"first_night": NOON.date(), "last_night": NOON.date(), "read_on": NOON.date()}
        connection.execute(insert(tables.Advert), {**advert, **seen})
        connection.execute(insert(tables.AdvertVersion), [{**version, **nights, "id": number} for number in (1, 2, 3)])
    return office.store


def test_the_last_word_on_a_pair_counts_and_the_earlier_ones_stay(store):
    said = [word(1, 2), word(2, 3, Word.UNSURE, 1), word(1, 2, Word.DIFFERENT, 2, "two voices on the phone")]
    with store.begin() as connection:
        append_decisions(connection, said[:2])
        append_decisions(connection, said[2:])
        append_decisions(connection, [])
    with store.begin() as connection:
        assert last_words(connection) == [said[1], said[2]]
        assert words_on(connection, 2, 1) == [said[0], said[2]]
        assert words_on(connection, 1, 3) == []


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(store):
    summer = NOON.astimezone(timezone(timedelta(hours=2)))
    with store.begin() as connection:
        append_decisions(connection, [Decision(1, 2, Word.SAME, "anna", summer)])
        assert last_words(connection)[0].said_at.astimezone(UTC) == NOON


def test_a_word_on_what_is_not_in_the_store_is_refused_by_the_store(store):
    with pytest.raises(StoreFault), store.begin() as connection:
        append_decisions(connection, [word(1, 77)])


def test_a_pair_is_two_versions_in_their_order():
    with pytest.raises(ValueError, match="smaller id first"):
        word(2, 2)
    with pytest.raises(ValueError, match="smaller id first"):
        word(3, 2)
