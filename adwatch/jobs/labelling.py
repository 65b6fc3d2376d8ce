"""Asking a person about the pairs of adverts on which most depends and of which the score knows least."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from adwatch.domain.decisions import Decision, Word
from adwatch.errors import BadInput, Refused
from adwatch.guard.audit import Reason
from adwatch.jobs.looking import Lookup, Record, find_version, look, open_to_read, require_purpose
from adwatch.jobs.office import Office
from adwatch.resolve.asking import choose_pairs
from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.explaining import Account
from adwatch.resolve.pairing import encode
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.table import Bools, Ints
from adwatch.store.decisions import append_decisions, last_words


@dataclass(frozen=True, slots=True)
class Question:
    """Two adverts, opened, and the evidence for and against; `linked`: whether they are one advertiser now."""

    left: Record
    right: Record
    account: Account
    linked: bool


def questions(office: Office, count: int, reason: Reason | str) -> Iterator[Question]:
    """Up to `count` pairs that nobody said anything of yet, the one most worth asking first.

    A pair is opened when it is asked for, one line on the audit trail per advert. Adverts whose content has expired
    are not asked about: there is nothing left to look at.

    Raises:
        Refused: the mandate does not allow it, or there is no reason.
        BadInput: nothing is linked yet.
    """
    lookup = _look(office, reason)
    pairs = find_candidates(lookup.index, DEFAULT.blocking).pairs
    evidence = lookup.evidence(pairs)
    odds = evidence.log_odds(lookup.prior)
    askable = _askable(office, lookup, pairs.left.astype(np.int64), pairs.right.astype(np.int64))
    chosen = choose_pairs(evidence, odds, lookup.labels, lookup.threshold, askable, count)
    for place in chosen.tolist():
        left, right = int(pairs.left[place]), int(pairs.right[place])
        yield _question(office, lookup, (lookup.versions[left].version_id, lookup.versions[right].version_id), reason)


def question_on(office: Office, one: str, other: str, reason: Reason | str) -> Question:
    """The question on two adverts of one's own choice, whether or not something was said of them before.

    Raises:
        Refused: the mandate does not allow it, or there is no reason.
        BadInput: nothing is linked yet, an advert is not known, both are one, or the content of one has expired.
    """
    lookup = _look(office, reason)
    pair = find_version(office, lookup, one, reason), find_version(office, lookup, other, reason)
    if pair[0] == pair[1]:
        raise BadInput(f"{one} and {other} are one version of one advert; there is nothing to ask")
    for name, version in zip((one, other), pair, strict=True):
        if lookup.versions[lookup.row_of[version]].sealed is None:
            raise BadInput(f"the content of {name} has expired: there is nothing left to look at")
    return _question(office, lookup, pair, reason)


def say(office: Office, question: Question, word: Word, reason: str | None = None) -> None:
    """Keep what a person said of a pair; it counts from the next run of the linkage on."""
    left, right = sorted((question.left.version, question.right.version))
    decision = Decision(left, right, word, office.trail.actor, datetime.now(UTC), reason)
    with office.store.begin() as connection:
        append_decisions(connection, [decision])


def _askable(office: Office, lookup: Lookup, left: Ints, right: Ints) -> Bools:
    """Pairs of which both adverts can still be read, and of which, or of whose two advertisers, nobody said a word."""
    held = np.fromiter((stored.sealed is not None for stored in lookup.versions), np.bool_, len(lookup.versions))
    with office.store.begin() as connection:
        said = last_words(connection)
    rows = [(lookup.row_of[each.left_id], lookup.row_of[each.right_id]) for each in said]
    known = np.array(rows, np.int64).reshape(-1, 2)
    one, other = known[:, 0], known[:, 1]
    label = lookup.labels
    two = label[left] != label[right]
    asked = np.isin(encode(left, right), encode(one, other))
    asked |= two & np.isin(encode(label[left], label[right]), encode(label[one], label[other]))
    result: Bools = held[left] & held[right] & ~asked
    return result


def _look(office: Office, reason: Reason | str) -> Lookup:
    require_purpose(office)
    if not office.mandate.require_ground(reason).text.strip():
        raise Refused("adverts are opened to be compared: a reason is required; say it with --reason TEXT")
    return look(office)


def _question(office: Office, lookup: Lookup, pair: tuple[int, int], reason: Reason | str) -> Question:
    opened = open_to_read(office, lookup, pair, reason)
    left, right = (lookup.record(version, opened[version]) for version in pair)
    one, other = (lookup.advertiser.get(version) for version in pair)
    account = lookup.account(*pair, contents=opened)
    return Question(left, right, account, linked=one is not None and one == other)
