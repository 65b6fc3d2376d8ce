"""An opened deployment: configuration, store, keys, mandate and audit trail, as every job takes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from adwatch.clean.gazetteer import municipalities, provinces
from adwatch.clean.places import in_province, resolve_municipality, resolve_province, suggest
from adwatch.domain.nights import AMSTERDAM
from adwatch.domain.places import Municipality
from adwatch.domain.roles import Person
from adwatch.errors import KeyFault, Refused, UnknownName
from adwatch.guard.access import Rule, require_mandate, require_role, rule_in_force
from adwatch.guard.audit import AuditTrail, Duty
from adwatch.guard.keys import KeyPurpose, Keyring, load_keyring
from adwatch.guard.mandate import Mandate, load_mandate
from adwatch.guard.sealing import Opener, Sealer
from adwatch.guard.tokens import Tokenizer
from adwatch.jobs.init import prepare_store
from adwatch.jobs.people import os_login, settle_creator, who_is
from adwatch.specs.deployment import Deployment, find_home, load_deployment
from adwatch.specs.mandate import RetentionClass
from adwatch.store.audit import StoredAuditLog
from adwatch.store.migrate import is_empty, require_current
from adwatch.store.session import Store


@dataclass
class Office:
    """One deployment at work. What a job does not need is not loaded: no keys for figures, no mandate for `init`."""

    deployment: Deployment
    store: Store
    today: date

    @cached_property
    def keyring(self) -> Keyring:
        """The keys; `KeyFault` where they can't be used."""
        return load_keyring(self.deployment.keys_file, variable=self.deployment.settings.keys.environment)

    @cached_property
    def mandate(self) -> Mandate:
        """The mandate; `Refused` where there is none."""
        return mandate_of(self.deployment)

    @cached_property
    def login(self) -> str:
        """The operating system's name of whoever works here."""
        return os_login()

    @cached_property
    def person(self) -> Person | None:
        """Whoever works here, by her login; None where nobody is known by it."""
        return who_is(self.store, self.login)

    @cached_property
    def sealer(self) -> Sealer:
        """Seals what comes in, for as long as the mandate lets content be kept."""
        return Sealer(self.keyring, self.mandate.retention_days(RetentionClass.CONTENT))

    @cached_property
    def opener(self) -> Opener:
        """Opens sealed content; only within `trail.opening`."""
        return Opener(self.keyring)

    @cached_property
    def trail(self) -> AuditTrail:
        """The audit trail, for the person at this machine."""
        audit = self.deployment.settings.audit
        return AuditTrail(
            StoredAuditLog(self.store),
            Tokenizer(self.keyring, KeyPurpose.AUDIT),
            actor=self.person.name if self.person else self.login,
            resource=audit.resource,
            register=audit.activity_register,
        )


@contextmanager
def open_office(home: Path | None) -> Iterator[Office]:
    """Open the deployment that `home`, ADWATCH_HOME or the current folder names.

    An empty database gets its schema; one of another version is refused. Where a rule is in force, as for every
    command, whoever opens it is held to it here and nowhere else.

    Raises:
        AdwatchError: there is none, or it can't be used; each in one line.
        Refused: the rule in force does not let this person in, or the mandate does not cover what she wants.
    """
    deployment = load_deployment(find_home(home))
    store = Store(deployment.database_url)
    try:
        if is_empty(store):
            prepare_store(deployment.database_url)
        require_current(store)
        settle_creator(deployment, store)
        office = Office(deployment, store, datetime.now(AMSTERDAM).date())
        rule = rule_in_force()
        if rule is not None:
            _admit(office, rule)
        yield office
    finally:
        store.close()


def mandate_today(home: Path | None) -> tuple[Mandate, date]:
    """The mandate of the deployment that `home` or ADWATCH_HOME names, and today; neither store nor keys are needed."""
    return mandate_of(load_deployment(find_home(home))), datetime.now(AMSTERDAM).date()


def mandate_of(deployment: Deployment) -> Mandate:
    """The mandate of a deployment; `Refused` where there is none."""
    return load_mandate(deployment.mandate_file, mandated_codes)


def _admit(office: Office, rule: Rule) -> None:
    """Let in whom the rule lets in; that somebody was not stands on the trail, as far as there are keys to write it."""
    try:
        require_role(rule, office.person, office.login)
    except Refused as refusal:
        with suppress(KeyFault):
            office.trail.note(f"refused to {rule.activity}", purpose=Duty.ACCESS, reason=str(refusal))
        raise
    if rule.purposes:
        require_mandate(rule, office.mandate, office.today)


def mandated_codes(name: str) -> frozenset[str]:
    """The CBS codes that a name in a mandate or a board's file stands for: of a municipality, or of a whole province.

    Raises:
        UnknownName: it is neither. A name that is both, like Groningen, is the municipality; write PV20 for the other.
    """
    found = resolve_municipality(name)
    if found is not None:
        return frozenset({found.code})
    province = resolve_province(name)
    if province is not None:
        return frozenset(place.code for place in in_province(province.code))
    raise UnknownName("municipality or province", name, suggest(name))


def municipality_named(name: str) -> Municipality:
    """The municipality of a name or CBS code; raises `UnknownName` with the nearest names."""
    found = resolve_municipality(name)
    if found is None:
        raise UnknownName("municipality", name, suggest(name), "give a name or CBS code (GM0106) of today's list")
    return found


def province_places(name: str) -> tuple[Municipality, ...]:
    """The municipalities of a province by name or code; raises `UnknownName`."""
    found = resolve_province(name)
    if found is None:
        raise UnknownName("province", name, [each.name for each in provinces().values()])
    return in_province(found.code)


def every_municipality() -> tuple[Municipality, ...]:
    """All municipalities there are."""
    return tuple(municipalities().values())
