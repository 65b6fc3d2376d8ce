"""Rules: who may do what, and under which mandate."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.domain.roles import Person, Role
from adwatch.errors import Refused
from adwatch.guard.access import RULES, Rule, require_mandate, require_role, rule_in_force, rule_of, under
from adwatch.guard.mandate import load_mandate
from adwatch.specs.bundled import bundled
from adwatch.specs.mandate import Purpose

TODAY = date(2026, 6, 1)
NOBODY_SEES = {"why", "label", "figures", "evaluate", "changes", "board check", "audit show", "audit export"}
"""What shows data, which an administrator has no business with."""


def person(*roles, **others):
    return Person(1, "bea", frozenset(roles), "bea", **others)


@pytest.fixture
def mandate():
    found = load_mandate(bundled("config") / "mandate-invented.toml", lambda _: ())

    def of(**changed):
        return replace(found, spec=found.spec.model_copy(update=changed))

    return of


@pytest.mark.parametrize("purposes_and_without", [(frozenset(), ""), (frozenset(Purpose), "a reason")])
def test_a_rule_serves_a_purpose_or_says_why_none(purposes_and_without):
    purposes, without = purposes_and_without
    with pytest.raises(ValueError, match="look about"):
        Rule("look about", frozenset({Role.ANALYST}), purposes, without)


def test_a_command_without_a_rule_is_refused():
    with pytest.raises(Refused, match="'peek'"):
        rule_of("peek")


def test_a_rule_is_in_force_within_its_block_alone():
    rule = rule_of("why")
    assert rule_in_force() is None
    with under(rule):
        with under(rule_of("label")):
            assert rule_in_force() is rule_of("label")
        assert rule_in_force() is rule
    with pytest.raises(Refused), under(rule):
        raise Refused("x")
    assert rule_in_force() is None


@given(st.sampled_from(sorted(RULES)), st.frozensets(st.sampled_from(Role)), st.booleans())
def test_one_of_its_roles_is_needed_and_enough(command, roles, disabled):
    rule, somebody = RULES[command], person(*roles, disabled=disabled)
    if not rule.roles or (roles & rule.roles and not disabled):
        require_role(rule, somebody, "bea")
    else:
        with pytest.raises(Refused, match=f"bea .* may not {rule.activity}; that is for: "):
            require_role(rule, somebody, "bea")


def test_who_is_nobody_here_is_told_how_to_become_somebody():
    with pytest.raises(Refused, match="adwatch user add NAME --role ROLE --os-user dirk"):
        require_role(rule_of("why"), None, "dirk")
    require_role(rule_of("init"), None, "dirk")


def test_an_administrator_sees_no_data_and_nobody_but_the_officer_reads_the_trail():
    assert not any(Role.ADMINISTRATOR in RULES[command].roles for command in NOBODY_SEES)
    assert all(RULES[command].roles for command in NOBODY_SEES)
    assert {command for command, rule in RULES.items() if rule.roles == {Role.PRIVACY_OFFICER}} >= {
        "audit show",
        "audit export",
    }


def test_what_crawls_and_shows_needs_a_mandate_and_deletion_does_not():
    needing = {command for command, rule in RULES.items() if rule.purposes}
    assert needing >= (NOBODY_SEES | {"crawl", "import", "resolve"}) - {"audit show", "audit export"}
    assert not needing & {"retention run", "audit show", "audit verify", "user disable", "mandate check"}


def test_what_opens_a_record_takes_a_reason():
    assert {command for command, rule in RULES.items() if rule.reason} >= {"why", "label", "audit show"}


def test_one_of_the_purposes_must_be_mandated(mandate):
    rule = rule_of("why")
    require_mandate(rule, mandate(purposes=frozenset({Purpose.SIGNALS})), TODAY)
    require_mandate(rule, mandate(purposes=frozenset({Purpose.FIGURES})), TODAY)
    with pytest.raises(Refused, match='purposes lacks "figures"'):
        require_mandate(rule, mandate(purposes=frozenset({Purpose.LIAISON})), TODAY)
    with pytest.raises(Refused, match="expired"):
        require_mandate(rule, mandate(valid_until=date(2026, 5, 31)), TODAY)
