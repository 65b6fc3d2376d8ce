"""The schema, on both engines: made by the migrations alone, equal to the tables."""

import pytest

from adwatch.errors import StoreFault
from adwatch.store import migrate
from adwatch.store.session import Store


@pytest.fixture
def store(database_url):
    opened = Store(database_url.replace("postgresql://", "postgresql+psycopg://"))
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_and_nothing_else(store):
    migrate.upgrade(store)
    migrate.check(store)


def test_an_upgrade_twice_changes_nothing(store):
    migrate.upgrade(store)
    migrate.upgrade(store)
    migrate.require_current(store)


def test_a_database_without_schema_is_named(store):
    assert migrate.is_empty(store)
    with pytest.raises(StoreFault, match="no adwatch schema yet"):
        migrate.require_current(store)


def test_an_unreachable_database_is_one_line(tmp_path):
    gone = Store(f"sqlite:///{tmp_path / 'no' / 'folder' / 'a.sqlite'}")
    with pytest.raises(StoreFault) as fault, gone.begin() as connection:
        connection.exec_driver_sql("SELECT 1")
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "oracle://a"])
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(StoreFault, match="allowed"):
        Store(url)
