"""People and failed log-ins, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from adwatch.domain.roles import Role
from adwatch.errors import StoreFault
from adwatch.store import people
from adwatch.store.migrate import upgrade
from adwatch.store.session import Store

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TOKEN = b"t" * 32


@pytest.fixture
def store(database_url):
    opened = Store(database_url.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(opened)
    yield opened
    opened.close()


def test_somebody_is_found_by_name_login_and_number(store):
    with store.begin() as connection:
        assert not people.anybody(connection)
        people.add_person(connection, "bea", {Role.REVIEWER, Role.LIAISON}, "b.bakker")
        people.add_person(connection, "anna", set(), None)
        assert people.anybody(connection)
        bea = people.person_named(connection, "bea")
        assert bea.roles == {Role.REVIEWER, Role.LIAISON}
        assert (bea.os_user, bea.disabled, bea.has_password, bea.session_epoch) == ("b.bakker", False, False, 0)
        assert people.person_with_login(connection, "b.bakker") == people.person_by_id(connection, bea.id) == bea
        assert [one.name for one in people.people(connection)] == ["anna", "bea"]
        assert people.person_named(connection, "carla") is None
        assert people.person_with_login(connection, "B.BAKKER") is None


def test_roles_sessions_and_passwords_change(store):
    with store.begin() as connection:
        people.add_person(connection, "bea", {Role.REVIEWER}, None)
        bea = people.person_named(connection, "bea")
        people.grant(connection, bea.id, {Role.ANALYST})
        people.withdraw(connection, bea.id, {Role.REVIEWER, Role.LIAISON})
        people.set_password_hash(connection, bea.id, "$argon2id$…")
        people.end_sessions(connection, bea.id)
        changed = people.person_named(connection, "bea")
        assert (changed.roles, changed.has_password, changed.session_epoch) == ({Role.ANALYST}, True, 1)
        assert people.password_hash(connection, bea.id) == "$argon2id$…"


def test_a_login_is_one_persons_until_she_is_disabled(store):
    with store.begin() as connection:
        people.add_person(connection, "bea", {Role.REVIEWER}, "shared")
    with pytest.raises(StoreFault), store.begin() as connection:
        people.add_person(connection, "carla", {Role.REVIEWER}, "shared")
    with store.begin() as connection:
        people.disable(connection, people.person_named(connection, "bea").id)
        assert people.person_with_login(connection, "shared") is None
        people.add_person(connection, "carla", {Role.REVIEWER}, "shared")
        assert people.person_with_login(connection, "shared").name == "carla"
        assert people.person_named(connection, "bea").disabled


def test_failures_are_counted_one_at_a_time_and_forgotten(store):
    with store.begin() as connection:
        assert people.failures(connection, TOKEN) == (0, None)
        assert people.count_attempt(connection, TOKEN, 0, 1, NOW)
        assert not people.count_attempt(connection, TOKEN, 0, 1, NOW)
        assert people.count_attempt(connection, TOKEN, 1, 2, NOW)
        assert not people.count_attempt(connection, TOKEN, 1, 2, NOW)
        assert people.failures(connection, TOKEN) == (2, NOW)
        people.forget_failures(connection, before=NOW)
        assert people.failures(connection, TOKEN)[0] == 2
        people.forget_failures(connection, before=NOW + timedelta(seconds=1))
        assert people.failures(connection, TOKEN) == (0, None)
        people.count_attempt(connection, TOKEN, 0, 1, NOW)
        people.forget_failures(connection, token=TOKEN)
        assert people.failures(connection, TOKEN) == (0, None)
