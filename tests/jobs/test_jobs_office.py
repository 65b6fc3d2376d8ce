"""The one door: whoever opens a deployment under a rule is held to it."""

import pytest

from adwatch.domain.roles import ALL_ROLES, Role
from adwatch.errors import Refused
from adwatch.guard.access import RULES, rule_of, under
from adwatch.jobs.office import open_office
from adwatch.store import people
from adwatch.store.audit import audit_records


def become(office, *roles):
    with office.store.begin() as connection:
        people.withdraw(connection, office.person.id, ALL_ROLES - set(roles))


def end(home):
    mandate = home / "config" / "mandate.toml"
    mandate.write_text(mandate.read_text().replace("2099-12-31", "2021-12-31"))


def opened(home, command):
    """Whether the deployment opens for this command."""
    try:
        with under(rule_of(command)), open_office(home):
            return True
    except Refused:
        return False


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_is_its_own_and_nothing_else(office, home, role):
    become(office, role)
    assert {command for command in RULES if opened(home, command)} == {
        command for command, rule in RULES.items() if not rule.roles or role in rule.roles
    }


def test_somebody_who_was_not_let_in_stands_on_the_trail(office, home):
    become(office, Role.ANALYST)
    with pytest.raises(Refused, match="that is for: reviewer"), under(rule_of("why")), open_office(home):
        pytest.fail("it opened")
    (line,) = audit_records(office.store)
    assert (line.name, line.activity, line.actor) == ("refused to look into links", "access", office.trail.actor)
    assert "(analyst) may not look into links" in line.reason


def test_without_keys_it_is_refused_all_the_same(office, home):
    become(office, Role.ANALYST)
    (home / "keys.toml").unlink()
    assert not opened(home, "why")


def test_after_the_mandates_end_crawling_stops_and_answering_and_deleting_go_on(office, home):
    end(home)
    for command, rule in RULES.items():
        assert opened(home, command) == bool(rule.without), command
    assert not opened(home, "crawl")
    assert opened(home, "audit verify")


def test_without_a_mandate_nothing_opens_that_needs_one(office, home):
    (home / "config" / "mandate.toml").unlink()
    with pytest.raises(Refused, match="there is no mandate"), under(rule_of("figures")), open_office(home):
        pytest.fail("it opened")
    assert opened(home, "user list")


def test_without_a_rule_a_program_of_ones_own_opens_it(office, home):
    become(office)
    with open_office(home) as own:
        assert own.person.roles == frozenset()
