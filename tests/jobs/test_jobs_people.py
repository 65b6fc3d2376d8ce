"""People on both engines: who is who, who may change what, and what stands on the trail of it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from adwatch.domain.roles import ALL_ROLES, Person, Role
from adwatch.errors import BadInput, Refused, UnknownName
from adwatch.guard.passwords import FREE_FAILURES
from adwatch.jobs import people as job
from adwatch.jobs.init import make_deployment
from adwatch.jobs.office import open_office
from adwatch.store import people as stored
from adwatch.store.audit import audit_records

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PASSWORD = "negen groene fietsen"
ME = job.os_login()


def lines(office):
    return [(line.name, line.reason, line.activity) for line in audit_records(office.store)]


def become(office, *roles):
    """Be somebody of these roles, and no other, at this machine."""
    with office.store.begin() as connection:
        stored.withdraw(connection, office.person.id, ALL_ROLES - set(roles))
    vars(office).pop("person")


@pytest.fixture
def logged(office):
    """An office with bea, who has a password, and what the trail held then."""
    job.add_person(office, "bea", [Role.REVIEWER])
    job.set_password(office, "bea", PASSWORD)
    return office


def test_the_login_is_the_processs_own_and_not_what_its_environment_says(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "officer")
    assert job.os_login() == ME != "officer"
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999)
    assert job.os_login() == "uid-3999999"


def test_the_creator_has_every_role_for_invented_data_and_keeps_a_real_deployment_going(office, tmp_path):
    assert (office.person.roles, office.person.os_user) == (ALL_ROLES, ME)
    real = make_deployment(tmp_path / "real", invented=False)
    assert job.creator_of(real).roles == {Role.ADMINISTRATOR}
    with open_office(real) as opened:
        assert opened.person.roles == {Role.ADMINISTRATOR}
        assert opened.trail.actor == opened.person.name


def test_nobody_but_the_owner_of_the_files_becomes_the_creator(tmp_path, monkeypatch):
    real = make_deployment(tmp_path / "real", invented=False)
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert job.creator_of(real) is None
    with open_office(real) as opened:
        assert opened.person is None
        assert job.list_people(opened) == []


def test_a_database_that_knows_people_makes_nobody_else_its_creator(office, home):
    job.add_person(office, "bea", [Role.ADMINISTRATOR], "somebody")
    job.disable_person(office, office.person.name)
    assert job.creator_of(home) is None


@pytest.mark.parametrize("login", ["Jan Jansen", "GEMEENTE\\jan", "__", "é", "-x", "j" * 90])
def test_any_login_makes_a_name(login):
    assert job.NAME.fullmatch(job._name_from(login))


def test_what_is_settled_about_people_stands_on_the_trail(office):
    job.add_person(office, "bea", [Role.REVIEWER, Role.ANALYST], "bea", "a new colleague")
    job.change_roles(office, "bea", give=[Role.LIAISON, Role.ANALYST], take=[Role.REVIEWER, Role.OUTREACH])
    job.set_password(office, "bea", PASSWORD)
    job.disable_person(office, "bea", "left us")
    assert lines(office) == [
        ("name bea as analyst, reviewer", "a new colleague", "access"),
        ("give bea liaison and take reviewer from bea", job.WHY, "access"),
        ("set the password of bea", job.WHY, "access"),
        ("disable bea", "left us", "access"),
    ]
    assert PASSWORD not in repr(list(audit_records(office.store)))
    bea = job.list_people(office)[0]
    assert (bea.roles, bea.disabled, bea.session_epoch) == ({Role.ANALYST, Role.LIAISON}, True, 3)


@pytest.mark.parametrize("name", ["", "Bea", "b e a", "bea\n", "bea;", "-bea", "b" * 61])
def test_a_name_has_one_spelling(office, name):
    with pytest.raises(BadInput, match="small letters"):
        job.add_person(office, name, [Role.ANALYST])


def test_a_name_and_a_login_are_one_persons(office):
    with pytest.raises(BadInput, match=f"the login {ME} is"):
        job.add_person(office, "bea", [Role.ANALYST], ME)
    job.add_person(office, "bea", [Role.ANALYST])
    with pytest.raises(BadInput, match="named already"):
        job.add_person(office, "bea", [Role.ANALYST])
    assert len(lines(office)) == 1


def test_nobody_gives_themselves_a_role(office):
    become(office, Role.ADMINISTRATOR)
    name = office.person.name
    with pytest.raises(Refused, match="nobody gives themselves"):
        job.change_roles(office, name, give=[Role.REVIEWER])
    assert job.list_people(office)[0].roles == {Role.ADMINISTRATOR}


def test_the_last_administrator_stays(office):
    me = office.person.name
    for attempt in (
        lambda: job.change_roles(office, me, take=[Role.ADMINISTRATOR]),
        lambda: job.disable_person(office, me),
    ):
        with pytest.raises(Refused, match="last administrator"):
            attempt()
    job.add_person(office, "bea", [Role.ADMINISTRATOR])
    job.disable_person(office, "bea")
    with pytest.raises(Refused, match="last administrator"):
        job.disable_person(office, me)
    job.add_person(office, "carla", [Role.ADMINISTRATOR])
    job.change_roles(office, me, take=[Role.ADMINISTRATOR])
    assert Role.ADMINISTRATOR not in next(one for one in job.list_people(office) if one.name == me).roles


def test_what_changes_nothing_or_nobody_is_said(office):
    job.add_person(office, "bea", [Role.ANALYST])
    with pytest.raises(BadInput, match="bea is analyst already"):
        job.change_roles(office, "bea", give=[Role.ANALYST], take=[Role.LIAISON])
    for name in ("dirk", "\udc80", "Bea"):
        with pytest.raises(UnknownName, match="known: bea"):
            job.change_roles(office, name, give=[Role.ANALYST])
    with pytest.raises(BadInput, match="--os-user"):
        job.add_person(office, "carla", [Role.ANALYST], "\udc80")
    job.disable_person(office, "bea")
    with pytest.raises(BadInput, match="already"):
        job.disable_person(office, "bea")
    with pytest.raises(Refused, match="disabled"):
        job.set_password(office, "bea", PASSWORD)


def test_who_is_no_administrator_sets_their_own_password_alone(logged):
    become(logged, Role.ANALYST)
    job.set_password(logged, logged.person.name, "tien blauwe fietsen")
    with pytest.raises(Refused, match="own password alone"):
        job.set_password(logged, "bea", "tien blauwe fietsen")


def test_name_and_password_open_the_desk(logged):
    found = job.log_in(logged, " Bea ", PASSWORD, NOW)
    assert isinstance(found, Person)
    assert (found.name, found.roles) == ("bea", {Role.REVIEWER})
    assert lines(logged)[-1][0] == "log in as bea"


def test_it_is_told_in_the_same_words_who_is_not_known_disabled_or_wrong(logged):
    job.add_person(logged, "carla", [Role.ANALYST])
    job.add_person(logged, "dirk", [Role.ANALYST])
    job.set_password(logged, "dirk", "tien blauwe fietsen")
    job.disable_person(logged, "dirk")
    tried = [
        ("bea", "x"),
        ("nobody", PASSWORD),
        ("carla", ""),
        ("dirk", "tien blauwe fietsen"),
        ("", ""),
        ("\ud800", "x"),
    ]
    for name, password in tried:
        with pytest.raises(Refused, match=f"^{job.WRONG}$"):
            job.log_in(logged, name, password, NOW)


@pytest.mark.parametrize("name", ["bea", "nobody"])
def test_failures_make_one_wait_and_success_forgets_them(logged, name):
    for _ in range(FREE_FAILURES):
        with pytest.raises(Refused, match=job.WRONG):
            job.log_in(logged, name, "wrong", NOW)
    with pytest.raises(Refused, match="try again in 1 seconds"):
        job.log_in(logged, name, PASSWORD, NOW)
    later = NOW + timedelta(seconds=1)
    if name == "bea":
        assert job.log_in(logged, name, PASSWORD, later).name == "bea"
        for _ in range(FREE_FAILURES):
            with pytest.raises(Refused, match=job.WRONG):
                job.log_in(logged, name, "wrong", later)
    else:
        with pytest.raises(Refused, match=job.WRONG):
            job.log_in(logged, name, PASSWORD, later)
        with pytest.raises(Refused, match="in 2 seconds"):
            job.log_in(logged, name, PASSWORD, later)
        with pytest.raises(Refused, match=job.WRONG):
            job.log_in(logged, name, PASSWORD, later + timedelta(days=1))


def test_of_many_attempts_at_once_few_are_tried(logged, monkeypatch):
    """A burst gets no more guesses than one after the other would."""
    tried = []
    monkeypatch.setattr("adwatch.guard.passwords.fits", lambda password, _: tried.append(password) or False)

    def attempt(number):
        try:
            job.log_in(logged, "bea", f"guess {number}", NOW)
        except Exception as fault:  # noqa: BLE001 - a database that is busy refuses as well
            return fault
        return None

    logged.keyring  # noqa: B018 - read before threads share it
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(12)))
    assert all(outcomes)
    assert len(tried) <= FREE_FAILURES


def test_an_attempt_that_another_overtook_is_not_tried(logged, monkeypatch):
    with pytest.raises(Refused, match=job.WRONG):
        job.log_in(logged, "bea", "wrong", NOW)
    monkeypatch.setattr(stored, "failures", lambda *_: (0, None))
    with pytest.raises(Refused, match="somebody else is logging in"):
        job.log_in(logged, "bea", PASSWORD, NOW)


def test_a_hash_of_weaker_parameters_is_renewed(logged, monkeypatch):
    with logged.store.begin() as connection:
        bea = stored.person_named(connection, "bea")
        before = stored.password_hash(connection, bea.id)
    monkeypatch.setattr("adwatch.guard.passwords.is_outdated", lambda _: True)
    job.log_in(logged, "bea", PASSWORD, NOW)
    with logged.store.begin() as connection:
        assert stored.password_hash(connection, bea.id) != before
    assert job.log_in(logged, "bea", PASSWORD, NOW).name == "bea"
