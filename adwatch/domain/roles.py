"""People, the roles they have, and whether what two of them did was done by two persons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,59}", re.ASCII)
"""How a person is named: as in an account, so that one name has one spelling."""


class Role(StrEnum):
    """What somebody is here for. Who has several roles may do what each of them may."""

    ANALYST = "analyst"
    """Crawls, links, and sees counts; no record of a person."""
    REVIEWER = "reviewer"
    """Sees records under pseudonyms, and opens one where there is a reason."""
    OUTREACH = "outreach"
    """Sees the contact list, to reach people and to note what came of it."""
    LIAISON = "liaison"
    """Makes releases of what two persons have reviewed."""
    PRIVACY_OFFICER = "privacy_officer"
    """Sees who looked at what; watches over retention, people's rights and keys."""
    ADMINISTRATOR = "administrator"
    """Keeps the deployment going and names people; sees no data."""


ALL_ROLES = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may do something here.

    os_user: the login of the operating system by which she is known on the command line. session_epoch: rises whenever
    sessions that are open must end. has_password: whether she can log in at the desk.
    """

    id: int
    name: str
    roles: frozenset[Role]
    os_user: str | None = None
    disabled: bool = False
    has_password: bool = False
    session_epoch: int = 0

    def as_json(self) -> dict[str, object]:
        """By name, as `adwatch user list --json` prints it."""
        return {
            "name": self.name,
            "roles": sorted(self.roles),
            "os_user": self.os_user,
            "disabled": self.disabled,
            "password": self.has_password,
        }


def count_persons(acting: Iterable[Person]) -> int:
    """How many human beings these surely are: one name is one, and all names on one login are one.

    A login passes on: where A and B share a login, and B and C a name, all three count as one. Logins differ by more
    than the case of their letters.
    """
    groups: list[set[str]] = []
    for person in acting:
        marks = {f"name {person.name.casefold()}"}
        if person.os_user is not None:
            marks.add(f"login {person.os_user.casefold()}")
        touching = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks]
        groups.append(marks.union(*touching))
    return len(groups)


def are_two_persons(one: Person, other: Person) -> bool:
    """Whether a rule that asks for two persons is met by these: never by two roles of one, or two names on one login.

    Who is disabled can't take part.
    """
    return not one.disabled and not other.disabled and count_persons((one, other)) == 2
