"""The one place that says whether the mandate allows something; what it does not allow is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from adwatch.errors import ConfigFault, Refused, UnknownName
from adwatch.guard.audit import Reason
from adwatch.specs.hosts import is_loopback
from adwatch.specs.loading import load_toml
from adwatch.specs.mandate import EVERYTHING, UNFILLED, MandateOption, MandateSpec, Purpose, RetentionClass

ResolvePlace = Callable[[str], Collection[str]]
"""A municipality's code or name, or a province's, to CBS codes of municipalities; raises `UnknownName`."""

_EXAMPLES = {
    "controller": 'controller = "Municipality of …"',
    "legal_basis": 'legal_basis = "…, article …"',
    "dpia": 'dpia = "…"',
    "officer": 'officer = "fg@…"',
    "valid_from": "valid_from = 2026-01-01",
    "valid_until": "valid_until = 2026-12-31",
}


_SCOPE = {
    "purposes": 'purposes = ["figures"]',
    "boards": 'boards = ["…"]',
    "municipalities": 'municipalities = ["Drenthe"]',
}
_LEAVES = ("options", "grounds")
"""What may be left out."""


class State(StrEnum):
    """How a statement of a mandate stands on some day."""

    STATED = "stated"
    NONE = "none"
    """It need not be stated."""
    MISSING = "missing"
    UNFILLED = "not filled in"
    EXPIRED = "expired"
    NOT_YET = "not yet"


FAULTS = frozenset({State.MISSING, State.UNFILLED, State.EXPIRED, State.NOT_YET})


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a mandate: its key, how it stands, and what it says."""

    key: str
    state: State
    said: str

    def as_json(self) -> dict[str, str]:
        """The same by name."""
        return {"statement": self.key, "state": self.state.value, "says": self.said}


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a deployment may do; `codes` are the CBS codes of the municipalities it covers, None for all."""

    spec: MandateSpec
    file: Path | str
    codes: frozenset[str] | None

    @property
    def invented(self) -> bool:
        """Whether it is for invented people, on loopback hosts only."""
        return self.spec.invented

    def require(self, purpose: Purpose, on: date) -> None:
        """`Refused` unless the mandate is valid on the day `on` and states `purpose`."""
        self.require_valid(on)
        if purpose not in self.spec.purposes:
            raise self._lacks("purposes", purpose, self.spec.purposes)

    def require_any(self, purposes: Collection[Purpose], on: date) -> None:
        """`Refused` unless the mandate is valid on the day `on` and states at least one of `purposes`."""
        self.require_valid(on)
        if not self.spec.purposes.intersection(purposes):
            raise self._lacks("purposes", next(each for each in Purpose if each in purposes), self.spec.purposes)

    def require_valid(self, on: date) -> None:
        """`Refused` unless everything that a mandate must state is stated, and the day `on` is within its term."""
        for key, example in _EXAMPLES.items():
            self._require_stated(key, example)
        for kept in RetentionClass:
            self.retention_days(kept)
        first, last = self.spec.valid_from, self.spec.valid_until
        if first and on < first:
            raise Refused(f"{self.file}: valid_from = {first}: the mandate does not hold yet on {on}")
        if last and on > last:
            raise Refused(
                f"{self.file}: valid_until = {last}: the mandate has expired on {on}; deletion goes on, all else "
                "waits for a mandate with a later valid_until"
            )

    def covers(self, code: str) -> bool:
        """Whether the municipality with this CBS code is in the mandate."""
        return self.codes is None or code in self.codes

    def covers_board(self, board: str) -> bool:
        """Whether this board is in the mandate."""
        return EVERYTHING in self.spec.boards or board in self.spec.boards

    def require_board(self, board: str) -> None:
        """`Refused` unless the mandate covers `board`."""
        if not self.covers_board(board):
            raise self._lacks("boards", board, self.spec.boards)

    def require_municipality(self, code: str) -> None:
        """`Refused` unless the mandate covers the municipality with this CBS code."""
        if not self.covers(code):
            raise self._lacks("municipalities", code, self.spec.municipalities)

    def require_crawl(self, board: str, municipality: str, host: str) -> None:
        """`Refused` unless `board` may be read for this municipality (CBS code) at `host` (without its port)."""
        self.require_board(board)
        self.require_municipality(municipality)
        self.require_host(host)

    def require_host(self, host: str) -> None:
        """`Refused` where the mandate is for invented people and `host` (without its port) is not this machine."""
        if self.spec.invented and not is_loopback(host):
            raise Refused(
                f"{self.file}: invented = true allows hosts on loopback only (127.0.0.0/8, ::1, localhost), not "
                f"{host!r}; a real board needs a real mandate"
            )

    def option(self, option: MandateOption) -> bool:
        """Whether the mandate allows `option`."""
        return option in self.spec.options

    def require_option(self, option: MandateOption) -> None:
        """`Refused` unless the mandate allows `option`."""
        if not self.option(option):
            raise self._lacks("options", option, self.spec.options)

    def require_ground(self, reason: Reason | str) -> Reason:
        """The reason for which a record may be opened.

        `Refused` where the mandate declares grounds and `reason` states none of them, or states one that it does not
        declare. Words are asked for by the audit trail.
        """
        stated = reason if isinstance(reason, Reason) else Reason(reason)
        known = ", ".join(self.spec.grounds)
        if stated.ground is None and known:
            raise Refused(
                f"a ground is required, beside --reason TEXT; say it with --ground NAME, one of: {known} "
                "(`adwatch mandate show` says what they mean)"
            )
        if stated.ground is not None and stated.ground not in self.spec.grounds:
            instead = f"declared: {known}" if known else "it declares none, so leave out --ground"
            raise Refused(f"{self.file}: grounds lacks {stated.ground!r}; {instead}")
        return stated

    def retention_days(self, kept: RetentionClass) -> int:
        """Days after which `kept` is deleted, whether the mandate still holds or not; `Refused` where unstated."""
        days: int | None = getattr(self.spec.retention, kept)
        if days is None:
            raise Refused(f"{self.file}: retention.{kept} is missing; add, under [retention], the line: {kept} = DAYS")
        return days

    def days_left(self, on: date) -> int | None:
        """Days from `on` for which it still holds, that day and the last among them; None where no end is stated."""
        last = self.spec.valid_until
        return None if last is None else max((last - on).days + 1, 0)

    def require_complete(self, on: date) -> None:
        """`Refused` unless it is valid on the day `on`, for at least one purpose, board and municipality."""
        self.require_valid(on)
        for key, example in _SCOPE.items():
            self._require_stated(key, example)

    def statements(self, on: date) -> tuple[Statement, ...]:
        """Every statement, and how it stands on the day `on`, in the order in which a mandate is written."""
        written = (*_EXAMPLES, *_SCOPE, *_LEAVES)
        first, last = self.spec.valid_from, self.spec.valid_until
        off = {
            "valid_from": State.NOT_YET if first and on < first else None,
            "valid_until": State.EXPIRED if last and on > last else None,
        }
        order = list(type(self.spec).model_fields)
        stated = (
            Statement(key, off.get(key) or _state_of(key, getattr(self.spec, key)), _said(getattr(self.spec, key)))
            for key in sorted(written, key=order.index)
            if key != "grounds" or not self.spec.grounds
        )
        grounds = (Statement(f"grounds.{name}", State.STATED, said) for name, said in self.spec.grounds.items())
        days = {kept: getattr(self.spec.retention, kept) for kept in RetentionClass}
        kept_for = (
            Statement(f"retention.{kept}", _state_of(kept, many), "" if many is None else f"{many} days")
            for kept, many in days.items()
        )
        return (*stated, *kept_for, *grounds)

    def _require_stated(self, key: str, example: str) -> None:
        match _state_of(key, getattr(self.spec, key)):
            case State.MISSING:
                raise Refused(f"{self.file}: {key} is missing; add a line such as: {example}")
            case State.UNFILLED:
                raise Refused(f"{self.file}: {key} is not filled in; write a line such as: {example}")

    def _lacks(self, key: str, wanted: str, stated: Collection[str]) -> Refused:
        line = ", ".join(f'"{value}"' for value in sorted({*stated, wanted}))
        return Refused(f'{self.file}: {key} lacks "{wanted}"; where it is mandated, write the line: {key} = [{line}]')


def _state_of(key: str, value: object) -> State:
    if isinstance(value, str) and value.upper().startswith(UNFILLED):
        return State.UNFILLED
    if value is None or (isinstance(value, (str, Collection)) and not value):
        return State.NONE if key in _LEAVES else State.MISSING
    return State.STATED


def _said(value: object) -> str:
    if isinstance(value, (frozenset, tuple)):
        return ", ".join(sorted(map(str, value)) if isinstance(value, frozenset) else map(str, value))
    return str(value or "")


def load_mandate(path: Path, resolve: ResolvePlace) -> Mandate:
    """The mandate in the file at `path`; `Refused` where there is none, `ConfigFault` where it says what it may not.

    `resolve` turns what stands under `municipalities` into CBS codes.
    """
    if not path.exists():
        raise Refused(f"{path}: there is no mandate, and without one only the demo runs; `adwatch init DIR` writes one")
    spec = load_toml(path, MandateSpec)
    return Mandate(spec, path, _codes(spec, path, resolve))


def says_invented(path: Path) -> bool:
    """Whether the mandate at `path` is for invented people; one that can't be read says nothing of the kind."""
    try:
        return load_toml(path, MandateSpec).invented
    except ConfigFault:
        return False


def _codes(spec: MandateSpec, file: Path, resolve: ResolvePlace) -> frozenset[str] | None:
    if EVERYTHING in spec.municipalities:
        return None
    codes: set[str] = set()
    for position, name in enumerate(spec.municipalities):
        try:
            codes.update(resolve(name))
        except UnknownName as error:
            allowed = "a municipality's CBS code or name, or a province's name"
            raise ConfigFault(file, f"municipalities[{position}]", name, allowed, str(error)) from None
    return frozenset(codes)
