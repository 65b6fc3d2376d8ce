"""What holds a network together: ties between its advertisers, and the templates that its texts follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from adwatch.errors import UnknownName
from adwatch.guard.audit import Reason, Subject
from adwatch.jobs.looking import Lookup, look, note_search, open_to_read, require_purpose
from adwatch.jobs.office import Office
from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.explaining import shortest_chain
from adwatch.resolve.networks import find_networks
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.table import Ints
from adwatch.resolve.templates import MOST_TEXTS, Template, find_templates

ALL_PAIRS = 300
"""Adverts of a network of which every pair is compared; of a larger one, those that linkage would compare."""
TEMPLATE = "template"
"""The tie of texts that are near-duplicates."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two advertisers of one network (ids) and what ties them: kinds of contacts, or a template."""

    left: int
    right: int
    by: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The same by name."""
        return {"left": self.left, "right": self.right, "by": list(self.by)}


@dataclass(frozen=True, slots=True)
class Texts:
    """The templates of some postings' texts: how many were opened, how many have expired, how many were too many."""

    opened: int
    expired: int
    passed_over: int
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class NetworkExplained:
    """A network: its advertisers with how many postings each has, what ties them, and its texts."""

    network: int
    advertisers: Mapping[int, int]
    ties: tuple[Tie, ...]
    texts: Texts

    def as_json(self) -> dict[str, object]:
        """As `adwatch why --network --json` prints it."""
        return {
            "network": self.network,
            "advertisers": [{"advertiser": one, "postings": many} for one, many in self.advertisers.items()],
            "ties": [tie.as_json() for tie in self.ties],
            "texts": {
                "opened": self.texts.opened,
                "expired": self.texts.expired,
                "passed_over": self.texts.passed_over,
            },
            "templates": [template_json(template) for template in self.texts.templates],
        }


def explain_network(office: Office, network: int, reason: Reason | str) -> NetworkExplained:
    """What ties a network's advertisers together, and the templates that its texts follow.

    The texts are opened for a person to read, one of each posting and at most as many as are aligned.

    Raises:
        Refused: the mandate does not allow it, or there is no reason.
        UnknownName: there is no such network.
    """
    require_purpose(office)
    office.mandate.require_ground(reason)
    lookup = look(office)
    members = [version for version, found in lookup.network.items() if found == network]
    if not members:
        note_search(office, Subject("network", str(network)), reason)
        raise UnknownName("network", str(network), hint="`adwatch why A B` tells in which network two adverts stand")
    postings = {lookup.posting[version]: lookup.advertiser[version] for version in members}
    texts = read_texts(office, lookup, members, reason)
    return NetworkExplained(network, dict(Counter(postings.values()).most_common()), ties_of(lookup, network), texts)


def read_texts(office: Office, lookup: Lookup, members: Iterable[int], reason: Reason | str) -> Texts:
    """Open the newest text of each posting among these versions, for a person to read, and find their templates."""
    newest: dict[int, int | None] = {}
    for version in sorted(members, key=lambda one: (lookup.versions[lookup.row_of[one]].night, one)):
        held = lookup.versions[lookup.row_of[version]].sealed is not None
        posting = lookup.posting[version]
        newest[posting] = version if held else newest.get(posting)
    readable = [version for version in newest.values() if version is not None]
    opened = open_to_read(office, lookup, readable[:MOST_TEXTS], reason)
    texts = [f"{content.get('title') or ''} {content.get('text') or ''}".strip() for content in opened.values()]
    return Texts(len(opened), len(newest) - len(readable), len(readable) - len(opened), find_templates(texts))


def template_json(template: Template) -> dict[str, object]:
    """A template by its parts: a word, or the fillings of a slot with how many texts have each."""
    parts = [part if isinstance(part, str) else dict(part.fillings) for part in template.parts]
    return {"texts": len(template.texts), "shown": template.show(), "parts": parts}


def ties_of(lookup: Lookup, network: int) -> tuple[Tie, ...]:
    """What ties the advertisers of a network."""
    label = lookup.labels
    rows = np.array(sorted(lookup.row_of[version] for version, found in lookup.network.items() if found == network))
    edges = find_networks(lookup.index, lookup.evidence(_pairs_within(lookup, rows)), label)[1]
    of_label = {int(label[row]): lookup.advertiser[lookup.versions[row].version_id] for row in rows.tolist()}
    by: dict[tuple[int, int], set[str]] = {}
    for edge in edges:
        for one, other in zip(edge.left.tolist(), edge.right.tolist(), strict=True):
            if one in of_label and other in of_label:
                pair = of_label[one], of_label[other]
                by.setdefault((min(pair), max(pair)), set()).add(edge.by)
    return tuple(Tie(*pair, tuple(sorted(kinds))) for pair, kinds in sorted(by.items()))


def tie_chain(ties: Iterable[Tie], one: int, other: int) -> tuple[Tie, ...]:
    """The shortest chain of ties from one advertiser to another."""
    of_pair = {frozenset((tie.left, tie.right)): tie for tie in ties}
    way = shortest_chain(((tie.left, tie.right) for tie in of_pair.values()), one, other)
    return tuple(Tie(left, right, of_pair[frozenset((left, right))].by) for left, right in pairwise(way))


def _pairs_within(lookup: Lookup, rows: Ints) -> Pairs:
    if len(rows) <= ALL_PAIRS:
        one, other = np.triu_indices(len(rows), 1)
        return Pairs(rows[one].astype(np.int32), rows[other].astype(np.int32))
    pairs = find_candidates(lookup.index, DEFAULT.blocking).pairs
    inside = np.isin(pairs.left, rows) & np.isin(pairs.right, rows)
    return Pairs(pairs.left[inside], pairs.right[inside])
