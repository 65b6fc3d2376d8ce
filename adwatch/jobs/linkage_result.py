"""What a run of the linkage found, and the contents that it opened for it."""

from __future__ import annotations

from dataclasses import dataclass

from adwatch.domain.sealed import Sealed
from adwatch.jobs.linkage_table import Held
from adwatch.jobs.office import Office
from adwatch.resolve.expectation import Expectation
from adwatch.specs.mandate import Purpose
from adwatch.store import columns
from adwatch.store.columns import Ids

SET = "set by reasoning: there is too little to learn from"
"""Where weights are from that were not learned."""
REASON = "linkage of adverts into unique advertisers"


@dataclass(frozen=True, slots=True)
class ResolveResult:
    """What there is after a run of the linkage.

    new: versions that were new or changed; linked: all that were linked anew for them. expired: versions of which no
    content is held any more, so that names are compared by token and photos by band alone. merges, splits: of
    advertisers since the last run. expected: likely false and missed links among those linked now; earlier: what the
    last full run expected of all, after a night. weights: where the weights of the evidence are from. agreement: after
    a full run, how well the answer before agreed with it (pairwise F1), where there was one.
    """

    versions: int
    postings: int
    advertisers: int
    networks: int
    merges: int = 0
    splits: int = 0
    warnings: tuple[str, ...] = ()
    new: int = 0
    linked: int = 0
    expired: int = 0
    full: bool = True
    expected: Expectation | None = None
    weights: str = SET
    earlier: str = ""
    agreement: float | None = None

    def as_json(self) -> dict[str, object]:
        """As `adwatch resolve --json` prints it."""
        names = (
            "versions",
            "postings",
            "advertisers",
            "networks",
            "merges",
            "splits",
            "new",
            "linked",
            "expired",
            "full",
        )
        told: dict[str, object] = {name: getattr(self, name) for name in names}
        return told | {
            "expected": self.expected.as_json() if self.expected else None,
            "agreement": self.agreement,
            "weights": self.weights,
            "warnings": list(self.warnings),
        }


def open_held(office: Office, versions: Ids | None = None) -> Held | None:
    """What is still held of these versions, or of all: opened under the audit trail, one line for the batch."""
    with office.store.begin() as connection:
        count = columns.held_count(connection, versions)
    if not count:
        return None
    alias: dict[int, str] = {}
    photos: list[tuple[int, int]] = []
    known: dict[str, str] = {}
    with (
        office.trail.opening(
            "open sealed content for linkage",
            purpose=Purpose.FIGURES,
            reason=REASON,
            subject_type="advert_version",
            count=count,
        ),
        office.store.begin() as connection,
    ):
        for version, key_id, sealed in columns.held(connection, versions):
            content = office.opener.open(version, Sealed(key_id, sealed))
            if name := str(content.get("alias") or ""):
                alias[version] = known.setdefault(name, name)
            hashes = content.get("photo_hashes")
            photos.extend((version, int(str(photo), 16)) for photo in (hashes if isinstance(hashes, list) else ()))
    return Held(alias, photos)
