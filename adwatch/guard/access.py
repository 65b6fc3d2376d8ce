"""Who may do what: one rule for every command, in one table, and the one place that holds somebody to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from adwatch.domain.roles import ALL_ROLES, Person, Role
from adwatch.errors import Refused
from adwatch.guard.mandate import Mandate
from adwatch.specs.mandate import Purpose


@dataclass(frozen=True, slots=True)
class Rule:
    """What a command, or a screen, asks of whoever uses it.

    activity: what it does, as it follows "may not". roles: any one of these may; none at all means everybody who can
    read the deployment's files. purposes: the mandate is valid and states at least one of these; where there are none,
    `without` says why it needs no mandate. reason: whether it takes one.
    """

    activity: str
    roles: frozenset[Role]
    purposes: frozenset[Purpose] = frozenset()
    without: str = ""
    reason: bool = False

    def __post_init__(self) -> None:
        """A rule serves a purpose, or says why it serves none."""
        if bool(self.purposes) == bool(self.without):
            raise ValueError(f"{self.activity}: state the purposes it serves, or why it needs no mandate")


EVERYBODY: frozenset[Role] = frozenset()
ANY_PURPOSE = frozenset(Purpose)
LINKS = frozenset({Purpose.FIGURES, Purpose.SIGNALS})
FIGURES = frozenset({Purpose.FIGURES})


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_RUNS = _of(Role.ANALYST, Role.ADMINISTRATOR)
"""What goes on unattended, and shows no record: a timer's login may be an administrator's."""
_WATCHES = _of(Role.PRIVACY_OFFICER)
_KEEPS = _of(Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
"""What keeps the deployment in order, and shows no record: the officer's, and a timer's."""
_OVERSIGHT = "answering for the processing does not end with the mandate"
_DELETION = "deletion goes on when the mandate has ended"
_KEYS = "keys are kept in order before there is a mandate, and after it"
_PEOPLE = "who may do what is settled before there is a mandate, and after it"
_BEFORE = "there is no deployment yet, and nothing is read"
_HARMLESS = "it shows no data of anybody"

RULES = MappingProxyType(
    {
        "init": Rule("make a deployment", EVERYBODY, without=_BEFORE),
        "db upgrade": Rule("bring the database up to date", EVERYBODY, without=_HARMLESS),
        "demo": Rule("run the demo", EVERYBODY, without="its people are invented, its boards on loopback"),
        "mandate check": Rule("check the mandate", EVERYBODY, without="it says whether there is a valid one"),
        "mandate show": Rule("show the mandate", EVERYBODY, without="it shows what the mandate says"),
        "crawl": Rule("crawl adverts", _RUNS, ANY_PURPOSE),
        "import": Rule("take in adverts", _RUNS, ANY_PURPOSE),
        "resolve": Rule("link adverts", _RUNS, LINKS),
        "board list": Rule("see how boards do", _RUNS, ANY_PURPOSE),
        "board check": Rule("read a page of a board", _of(Role.ANALYST), ANY_PURPOSE),
        "board new": Rule("describe a board", _of(Role.ANALYST), ANY_PURPOSE),
        "board schema": Rule("print the schema of a board's file", EVERYBODY, without=_HARMLESS),
        "figures": Rule("see figures", _of(Role.ANALYST), FIGURES),
        "evaluate": Rule("compare the linkage with labels", _of(Role.ANALYST), FIGURES),
        "changes": Rule("see how advertisers changed", _of(Role.ANALYST, Role.REVIEWER), LINKS),
        "why": Rule("look into links", _of(Role.REVIEWER), LINKS, reason=True),
        "label": Rule("judge links", _of(Role.REVIEWER), LINKS, reason=True),
        "audit show": Rule("read the audit trail", _WATCHES, without=_OVERSIGHT, reason=True),
        "audit export": Rule("export the audit trail", _WATCHES, without=_OVERSIGHT, reason=True),
        "audit verify": Rule("verify the audit trail", _KEEPS, without=_OVERSIGHT),
        "audit head": Rule("see the audit trail's head", _KEEPS, without=_OVERSIGHT),
        "retention run": Rule("delete what has expired", _KEEPS, without=_DELETION),
        "retention report": Rule("see what is kept until when", _KEEPS, without=_DELETION),
        "keys init": Rule("make keys", _KEEPS, without=_KEYS),
        "keys status": Rule("see how keys stand", _KEEPS, without=_KEYS),
        "keys rotate": Rule("replace keys", _WATCHES, without=_KEYS, reason=True),
        "user add": Rule("name people", _of(Role.ADMINISTRATOR), without=_PEOPLE, reason=True),
        "user list": Rule("see who has which role", _KEEPS, without=_PEOPLE),
        "user role": Rule("give and take roles", _of(Role.ADMINISTRATOR), without=_PEOPLE, reason=True),
        "user disable": Rule("disable people", _of(Role.ADMINISTRATOR), without=_PEOPLE, reason=True),
        "user password": Rule("set a password", ALL_ROLES, without=_PEOPLE),
    }
)
"""The rule of every command, by its words on the command line. What stands in none is refused."""

_in_force: ContextVar[Rule | None] = ContextVar("rule in force", default=None)


def rule_of(command: str) -> Rule:
    """The rule of a command by its words; `Refused` where it carries none."""
    try:
        return RULES[command]
    except KeyError:
        raise Refused(f"the command {command!r} says of no role that it may use it, so nobody may") from None


@contextmanager
def under(rule: Rule) -> Iterator[None]:
    """Put `rule` in force while the block runs: whoever opens the deployment within it is held to it."""
    before = _in_force.set(rule)
    try:
        yield
    finally:
        _in_force.reset(before)


def rule_in_force() -> Rule | None:
    """The rule under which this runs; None where a program of one's own calls adwatch."""
    return _in_force.get()


def require_role(rule: Rule, person: Person | None, login: str) -> None:
    """`Refused` unless `person`, whom the operating system knows as `login`, has a role that `rule` asks for."""
    if not rule.roles:
        return
    if person is None:
        raise Refused(
            f"{login} is nobody here and may not {rule.activity}; an administrator says who that is: "
            f"adwatch user add NAME --role ROLE --os-user {login}"
        )
    if person.disabled or not person.roles & rule.roles:
        has = ", ".join(sorted(person.roles)) or "no role"
        needed = " or ".join(sorted(rule.roles))
        raise Refused(f"{person.name} ({has}) may not {rule.activity}; that is for: {needed}")


def require_mandate(rule: Rule, mandate: Mandate, on: date) -> None:
    """`Refused` unless the mandate is valid on the day `on` and states a purpose that `rule` serves."""
    mandate.require_any(rule.purposes, on)
