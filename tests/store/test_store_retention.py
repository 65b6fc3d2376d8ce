"""What stands in the store of retention itself, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from adwatch.errors import StoreFault
from adwatch.store import retention, tables
from adwatch.store.boards import board_ids
from adwatch.store.compacting import compact
from adwatch.store.keys import Made, bearers, compare_under, sealed_by, take_tokens_of, tokens_by
from adwatch.store.linking import state
from adwatch.store.retention import Mark, marks, write_mark
from adwatch.store.session import Store

NOON = datetime(2021, 3, 14, 12, 0, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture
def store(office):
    """Adverts 1 to 3, a version each with a token under the key `old`; 3 has one under `new`, too."""
    with office.store.begin() as connection:
        board = board_ids(connection, ["een"], imported=True)["een"]
        nights = {"first_night": DAY, "last_night": DAY, "read_on": DAY}
        for number in (1, 2, 3):
            row = {"id": number, "board_id": board, "key_id": "k", "token": b"t%d" % number, "version_id": number}
            connection.execute(insert(tables.Advert), {**row, **nights})
            version = {"id": number, "advert_id": number, "night": DAY, "content_key_id": "k", "content_token": b"c"}
            sealed = {"sealed_key_id": f"s{number % 2}", "sealed": b"x", "expires_on": DAY + timedelta(days=number)}
            connection.execute(insert(tables.AdvertVersion), {**version, **sealed, "languages": "", "persons": "one"})
            token = {"version_id": number, "kind": "phone", "key_id": "old", "token": b"a"}
            connection.execute(insert(tables.Feature), token)
        connection.execute(insert(tables.Feature), {**token, "key_id": "new"})
    return office.store


def test_a_mark_comes_back_and_no_run_for_an_earlier_day_takes_it_back(store):
    with store.begin() as connection:
        write_mark(connection, "sightings", Mark(NOON, DAY, 5))
        write_mark(connection, "sightings", Mark(NOON + timedelta(hours=1), DAY - timedelta(days=9), 0))
        assert marks(connection) == {"sightings": Mark(NOON + timedelta(hours=1), DAY, 0)}


def test_an_advert_that_is_still_seen_keeps_its_current_version(store):
    seen = {"advert_id": 1, "night": DAY + timedelta(days=50), "municipality": "GM0106", "version_id": 99}
    with store.begin() as connection:
        connection.execute(insert(tables.Sighting), seen)
        before = DAY + timedelta(days=20)
        assert retention.unseen_versions(connection, before, before).tolist() == [2, 3]
        assert retention.unseen_versions(connection, DAY, before).tolist() == []


def test_page_states_go_by_the_night_they_were_last_read(store):
    page = {"board_id": 1, "key_id": "k", "sealed_key_id": "s0", "sealed": b"x"}
    with store.begin() as connection:
        for number, night in enumerate((DAY, DAY + timedelta(days=1))):
            connection.execute(insert(tables.PageState), {**page, "token": b"%d" % number, "night": night})
        assert retention.contents(connection, DAY, DAY).due == 0
        assert retention.contents(connection, DAY + timedelta(days=1), DAY).due == 3 + 1
        assert sealed_by(connection) == {"s1": Made(2, date(2021, 3, 17)), "s0": Made(3, date(2021, 3, 16))}
        retention.take_page_states(connection, DAY + timedelta(days=1))
        assert connection.execute(select(func.count()).select_from(tables.PageState)).scalar_one() == 1


def test_tokens_of_one_key_go_and_those_of_another_stay(store):
    with store.begin() as connection:
        assert tokens_by(connection) == {"old": Made(3), "new": Made(1)}
        take_tokens_of(connection, "old", bearers(connection, "old")[:2])
        assert tokens_by(connection) == {"old": Made(1), "new": Made(1)}
        assert bearers(connection, "old").tolist() == [3]


def test_another_key_to_compare_under_makes_the_linkage_start_anew_and_the_same_one_does_not(store):
    with store.begin() as connection:
        compare_under(connection, "old")
        compare_under(connection, "old")
        assert state(connection) == {"token_key": "old"}
        compare_under(connection, "new")
        assert state(connection) == {"token_key": "new", "versions": "0"}


def test_what_is_compacted_is_what_it_was(store):
    assert compact(store)
    with store.begin() as connection:
        assert connection.execute(select(func.count()).select_from(tables.Feature)).scalar_one() == 4


def test_a_database_that_can_not_be_reached_is_one_line(tmp_path):
    gone = Store(f"sqlite:///{tmp_path / 'no' / 'folder' / 'a.sqlite'}")
    with pytest.raises(StoreFault) as fault:
        compact(gone)
    assert "\n" not in str(fault.value)
