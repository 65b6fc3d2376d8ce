"""The numbers that steer linkage, apart from the weights of evidence; every one is set, with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockingSettings:
    """How candidate pairs are found, and how many there may be.

    A group is all rows that share one blocking key. Up to `full_group` rows, every pair of it is a candidate; above,
    only rows within `window` of one another in the order of text and of time, so that a busy number costs linear
    time; above `largest_group` the key says nothing about a person and is left out with a warning.
    """

    full_group: int = 24
    window: int = 6
    largest_group: int = 4000
    bands: int = 32
    """32 bands of 4 values find a pair of Jaccard similarity 0.5 with a chance of 0.87, one of 0.7 always."""
    text_group: int = 12
    """Rows that share one band of a text: above, the band is a phrase that many use, and pairs come by window alone."""
    largest_text_group: int = 2000
    shared_fact_group: int = 30
    """Rows that share a weak combination (alias and town, address): above, the combination is too common."""
    photo_distance: int = 6
    """Bits of 64 by which two hashes of one photo may differ (crops and watermarks)."""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How pairs become clusters."""

    threshold: float = 0.6
    """Log-odds above which two clusters are one: a false merge of clusters costs more pairs than a missed one."""
    sure_threshold: float = 3.0
    """Log-odds (20 to 1) above which clusters merge before they are looked at as a whole."""
    sampled_pairs: int = 8
    """Pairs per two neighbouring clusters that are compared although no blocking key brought them together."""
    sample_share: float = 1.0
    """What these may weigh at most, in multiples of the pairs that were candidates."""
    unseen_penalty: float = 2.5
    """Log-odds taken off where none of the pairs between two clusters was a candidate; less in proportion."""
    hopeless: float = -8.0
    """Log-odds below which no more pairs of two clusters are looked at."""
    rounds: int = 200


@dataclass(frozen=True, slots=True)
class LinkageSettings:
    """All settings of a run."""

    blocking: BlockingSettings = BlockingSettings()
    clusters: ClusterSettings = ClusterSettings()
    adverts_per_advertiser: float = 4.0
    """Assumed: with the number of adverts it gives the odds that two adverts at random are by one person."""
    rounds_of_learning: int = 2
    """More rounds change little, and where facts are missing everywhere each round believes itself a little more."""
    learned_threshold: float = 0.0
    """Log-odds above which two clusters are one under learned weights: more likely than not."""
    same_posting: float = 0.3
    """Similarity of text (rare shingles weigh most) from which two adverts of one advertiser are one posting."""
    same_posting_edited: float = 0.1
    """The same under one id of one board, where an edit is likelier than a new text."""


DEFAULT = LinkageSettings()
