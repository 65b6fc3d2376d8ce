"""Why two adverts are one or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from adwatch.domain.decisions import Decision, Word
from adwatch.errors import BadInput
from adwatch.guard.audit import Reason
from adwatch.jobs.looking import (
    Lookup,
    Record,
    find_version,
    look,
    open_for_comparison,
    open_to_read,
    require_purpose,
)
from adwatch.jobs.networks import TEMPLATE, Tie, read_texts, template_json, tie_chain, ties_of
from adwatch.jobs.office import Office
from adwatch.resolve.explaining import Account, Told, shortest_chain
from adwatch.resolve.templates import Template
from adwatch.store.decisions import words_on
from adwatch.store.evidence import StoredLink, links_of


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: two versions, what speaks most for it, and its log-odds when it was made."""

    left: int
    right: int
    strongest: Told | None
    log_odds: float

    def as_json(self) -> dict[str, object]:
        """The same by name."""
        found = self.strongest.reads if self.strongest else None
        return {"left": self.left, "right": self.right, "found": found, "log_odds": round(self.log_odds, 3)}


@dataclass(frozen=True, slots=True)
class Together:
    """The ids that two versions have as postings, advertisers and networks; None where one is not linked yet."""

    posting: tuple[int | None, int | None]
    advertiser: tuple[int | None, int | None]
    network: tuple[int | None, int | None]

    def one(self, what: str) -> bool:
        """Whether both are one posting, advertiser or network."""
        left, right = getattr(self, what)
        return left is not None and left == right

    def as_json(self) -> dict[str, object]:
        """Of each: whether they are one, and the ids."""
        return {what: {"one": self.one(what), "ids": list(getattr(self, what))} for what in self.__slots__}


@dataclass(frozen=True, slots=True)
class PairExplained:
    """Two versions and why they are one or not."""

    left: Record
    right: Record
    account: Account
    threshold: float
    together: Together
    chain: tuple[Step, ...]
    ties: tuple[Tie, ...]
    said: tuple[Decision, ...]
    templates: tuple[Template, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """As `adwatch why --json` prints it."""
        return {
            "left": self.left.as_json(),
            "right": self.right.as_json(),
            **self.account.as_json(),
            "threshold": self.threshold,
            **self.together.as_json(),
            "chain": [step.as_json() for step in self.chain],
            "ties": [tie.as_json() for tie in self.ties],
            "decisions": [word.as_json() for word in self.said],
            "templates": [template_json(template) for template in self.templates],
            "notes": list(self.notes),
        }


def explain_pair(office: Office, one: str, other: str, reason: Reason | str | None = None) -> PairExplained:
    """The evidence for and against two adverts, named `board:advert_id` or by a version's number.

    With a `reason` their content is opened for a person to read, one line on the audit trail each, and so are the
    texts behind a template that ties them; without, the machine compares what is sealed and shows none of it.

    Raises:
        Refused: the mandate does not allow it, or the reason states none of its grounds.
        UnknownName: there is no such advert.
        BadInput: nothing is linked yet, or both names are of one version.
    """
    require_purpose(office)
    if reason is not None:
        office.mandate.require_ground(reason)
    lookup = look(office)
    pair = find_version(office, lookup, one, reason), find_version(office, lookup, other, reason)
    if pair[0] == pair[1]:
        raise BadInput(f"{one} and {other} are one version of one advert; there is nothing to compare")
    read = open_to_read(office, lookup, pair, reason) if reason is not None else {}
    contents = open_for_comparison(office, lookup, pair) if reason is None else read
    left, right = (
        lookup.record(version, read.get(version), name) for version, name in zip(pair, (one, other), strict=True)
    )
    together = _together(lookup, pair)
    with office.store.begin() as connection:
        said = tuple(words_on(connection, *pair))
        links = links_of(connection, together.advertiser[0] or 0) if together.one("advertiser") else []
    ties = _ties(lookup, together)
    by_template = any(TEMPLATE in tie.by for tie in ties)
    return PairExplained(
        left=left,
        right=right,
        account=lookup.account(*pair, contents=contents),
        threshold=lookup.threshold,
        together=together,
        chain=_chain(lookup, links, pair),
        ties=ties,
        said=said,
        templates=_templates(office, lookup, ties, reason) if by_template and reason is not None else (),
        notes=tuple(_notes((left, right), together, said, hidden=by_template and reason is None)),
    )


def _together(lookup: Lookup, pair: tuple[int, int]) -> Together:
    known = (lookup.posting, lookup.advertiser, lookup.network)
    return Together(*((ids.get(pair[0]), ids.get(pair[1])) for ids in known))


def _chain(lookup: Lookup, links: Sequence[StoredLink], pair: tuple[int, int]) -> tuple[Step, ...]:
    """The links by which two versions are one advertiser; empty where they are not."""
    scores = {frozenset((link.left_id, link.right_id)): link.score for link in links}
    way = shortest_chain(((link.left_id, link.right_id) for link in links), *pair)
    steps = []
    for one, other in pairwise(way):
        told = lookup.account(one, other, {}).told
        steps.append(Step(one, other, told[0] if told else None, scores[frozenset((one, other))]))
    return tuple(steps)


def _ties(lookup: Lookup, together: Together) -> tuple[Tie, ...]:
    """The ties by which two advertisers stand in one network; empty where they are one, or stand in two."""
    left, right = together.advertiser
    network = together.network[0]
    if network is None or left is None or right is None or left == right or not together.one("network"):
        return ()
    return tie_chain(ties_of(lookup, network), left, right)


def _templates(office: Office, lookup: Lookup, ties: Sequence[Tie], reason: Reason | str) -> tuple[Template, ...]:
    tied = {advertiser for tie in ties if TEMPLATE in tie.by for advertiser in (tie.left, tie.right)}
    members = [version for version, advertiser in lookup.advertiser.items() if advertiser in tied]
    return read_texts(office, lookup, members, reason).templates


def _notes(
    records: tuple[Record, Record], together: Together, said: Sequence[Decision], *, hidden: bool
) -> Iterator[str]:
    for name, record in zip(("A", "B"), records, strict=True):
        if not record.held:
            yield f"the content of {name} has expired: the evidence is what its tokens and plain values tell"
    if None in together.advertiser:
        yield "not all of it is linked yet; run `adwatch resolve`"
    elif said and said[-1].said is not Word.UNSURE and (said[-1].said is Word.SAME) != together.one("advertiser"):
        yield "what was said does not hold yet: run `adwatch resolve`; where it stays so, later words contradict it"
    if hidden:
        yield "a template ties them: with --reason TEXT its texts are opened and it is shown"
