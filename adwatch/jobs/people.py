"""People and roles: who is who on this machine, naming people, and logging in."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from adwatch.domain.roles import ALL_ROLES, NAME, Person, Role
from adwatch.errors import BadInput, Refused, UnknownName
from adwatch.guard.audit import Duty, Span, require_text
from adwatch.guard.keys import KeyPurpose
from adwatch.guard.mandate import says_invented
from adwatch.guard.tokens import Tokenizer
from adwatch.specs.deployment import Deployment, load_deployment
from adwatch.store import people
from adwatch.store.session import Store

if TYPE_CHECKING:
    from adwatch.jobs.office import Office

WHY = "people and roles of this deployment"
"""The reason that stands on the trail where none was given."""
WRONG = "this name and password do not go together"


def os_login() -> str:
    """The operating system's name of whoever runs this process: of the process itself, not of its environment."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid-{number}"


def who_is(store: Store, login: str) -> Person | None:
    """Whoever is known by this login; None where nobody is."""
    with store.begin() as connection:
        return people.person_with_login(connection, login)


def settle_creator(deployment: Deployment, store: Store) -> None:
    """Name whoever owns the deployment's files as its administrator, where nobody is named yet.

    Where all people in the adverts are invented there is nothing to part, and the creator has every role.
    """
    with store.begin() as connection:
        if people.anybody(connection) or deployment.settings_file.stat().st_uid != os.getuid():
            return
        roles = ALL_ROLES if says_invented(deployment.mandate_file) else frozenset({Role.ADMINISTRATOR})
        people.add_person(connection, _name_from(os_login()), roles, os_login())


def creator_of(home: Path) -> Person | None:
    """Who this process is in the deployment that was just made in `home`; None where its database names others."""
    deployment = load_deployment(home)
    store = Store(deployment.database_url)
    try:
        settle_creator(deployment, store)
        return who_is(store, os_login())
    finally:
        store.close()


def list_people(office: Office) -> list[Person]:
    """Everybody, by name; who is disabled, too."""
    with office.store.begin() as connection:
        return people.people(connection)


def add_person(
    office: Office, name: str, roles: Collection[Role], os_user: str | None = None, reason: str | None = None
) -> Person:
    """Name somebody new, who has `roles` and is known on the command line by the login `os_user`.

    Raises:
        BadInput: the name has a form that names have not, or it or the login is somebody's already.
    """
    if not NAME.fullmatch(name):
        raise BadInput(f"name: found {name!r}, allowed: 1 to 60 small letters, digits and . _ - @, as jan.de.vries")
    if os_user is not None:
        require_text(os_user, "--os-user")
    with office.store.begin() as connection:
        if people.person_named(connection, name):
            raise BadInput(f"{name} is named already; give and take roles with `adwatch user role {name}`")
        if os_user is not None and (other := people.person_with_login(connection, os_user)):
            raise BadInput(f"the login {os_user} is {other.name}'s; one login is one person's")
    with (
        _settling(office, f"name {name} as {_spoken(roles)}", reason),
        office.store.begin() as connection,
    ):
        people.add_person(connection, name, roles, os_user)
    return _named(office, name)


def change_roles(
    office: Office, name: str, *, give: Iterable[Role] = (), take: Iterable[Role] = (), reason: str | None = None
) -> Person:
    """Give a person roles and take others from her; her sessions end.

    Raises:
        UnknownName: nobody has this name.
        BadInput: there is nothing to change.
        Refused: somebody gives herself a role, or the last administrator would go.
    """
    person = _named(office, name)
    given, taken = frozenset(give) - person.roles, frozenset(take) & person.roles
    if not given and not taken:
        raise BadInput(f"{name} is {_spoken(person.roles)} already; state a role with --add or --remove")
    if given and office.person is not None and office.person.id == person.id:
        raise Refused(f"nobody gives themselves a role; another administrator may give {name} {_spoken(given)}")
    if Role.ADMINISTRATOR in taken:
        _require_another_administrator(office, person)
    changes = [f"give {name} {_spoken(given)}"] if given else []
    changes += [f"take {_spoken(taken)} from {name}"] if taken else []
    with _settling(office, " and ".join(changes), reason), office.store.begin() as connection:
        people.grant(connection, person.id, given)
        people.withdraw(connection, person.id, taken)
        people.end_sessions(connection, person.id)
    return _named(office, name)


def disable_person(office: Office, name: str, reason: str | None = None) -> None:
    """Let a person do nothing any more. Her name stays, so that the trail can be read, and is given to nobody else.

    Raises:
        UnknownName: nobody has this name.
        BadInput: she is disabled already.
        Refused: she is the last administrator.
    """
    person = _named(office, name)
    if person.disabled:
        raise BadInput(f"{name} is disabled already")
    _require_another_administrator(office, person)
    with _settling(office, f"disable {name}", reason), office.store.begin() as connection:
        people.disable(connection, person.id)
        people.end_sessions(connection, person.id)


def set_password(office: Office, name: str, password: str) -> None:
    """Give a person a new password; her sessions end. Whoever is no administrator changes her own alone.

    Raises:
        UnknownName: nobody has this name.
        Refused: it is somebody else's.
        BadInput: it is no good password.
    """
    from adwatch.guard.passwords import hash_password  # noqa: PLC0415 - Argon2, only where a password is handled

    asking = office.person
    if asking and asking.name != name and Role.ADMINISTRATOR not in asking.roles:
        raise Refused(f"{asking.name} may change their own password alone; {name}'s is an administrator's to set")
    person = _named(office, name)
    if person.disabled:
        raise Refused(f"{name} is disabled and can't log in")
    hashed = hash_password(password, name)
    with _settling(office, f"set the password of {name}", None), office.store.begin() as connection:
        people.set_password_hash(connection, person.id, hashed)
        people.end_sessions(connection, person.id)


def log_in(office: Office, name: str, password: str, now: datetime) -> Person:
    """Whoever has this name and password.

    Every attempt counts as a failure until it has gone well, so that of many at once one alone is tried. It takes as
    long, and is told in the same words, whether nobody has this name, she is disabled, or the password is wrong.

    Raises:
        Refused: the two do not go together, or too many attempts failed just before.
    """
    from adwatch.guard.passwords import (  # noqa: PLC0415 - see above
        FORGOTTEN_AFTER,
        fits,
        hash_password,
        is_outdated,
        wait_left,
    )

    spelt = name.strip().casefold()
    token = Tokenizer(office.keyring, KeyPurpose.AUDIT).token("login", spelt).digest
    with office.store.begin() as connection:
        people.forget_failures(connection, before=now - FORGOTTEN_AFTER)
        failed, last = people.failures(connection, token)
        _require_waited(wait_left(failed, last, now))
        if not people.count_attempt(connection, token, failed, failed + 1, now):
            raise Refused("somebody else is logging in under this name; try again")
        found = people.person_named(connection, spelt) if NAME.fullmatch(spelt) else None
        person = found if found and not found.disabled else None
        kept = people.password_hash(connection, person.id) if person else None
    if not fits(password, kept) or person is None or kept is None:
        raise Refused(WRONG)
    with _settling(office, f"log in as {person.name}", "a log-in at the desk"), office.store.begin() as connection:
        people.forget_failures(connection, token=token)
        if is_outdated(kept):
            people.set_password_hash(connection, person.id, hash_password(password, person.name))
    return person


def _settling(office: Office, what: str, reason: str | None) -> AbstractContextManager[Span]:
    """The line on the trail for what is settled about people, who are named in it."""
    return office.trail.opening(what, purpose=Duty.ACCESS, reason=reason or WHY)


def _require_waited(left: timedelta) -> None:
    if left:
        raise Refused(f"too many attempts failed; try again in {ceil(left.total_seconds())} seconds")


def _require_another_administrator(office: Office, leaving: Person) -> None:
    others = (one for one in list_people(office) if one.id != leaving.id and not one.disabled)
    if Role.ADMINISTRATOR in leaving.roles and not any(Role.ADMINISTRATOR in one.roles for one in others):
        raise Refused(f"{leaving.name} is the last administrator; name another first")


def _named(office: Office, name: str) -> Person:
    with office.store.begin() as connection:
        found = people.person_named(connection, name) if NAME.fullmatch(name) else None
        if found is None:
            raise UnknownName("person", name, [one.name for one in people.people(connection)])
    return found


def _spoken(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(roles)) or "nothing"


def _name_from(login: str) -> str:
    """A login as a name: what names do not hold becomes a hyphen."""
    spelt = re.sub(r"[^a-z0-9._@-]", "-", login.casefold())[:60].lstrip("._@-")
    return spelt or "creator"
