"""From chapters to adverts: what one person puts up on one board, night by night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adwatch.demo.cast import Kind, Person
from adwatch.demo.content import Draft, edited, show
from adwatch.demo.dice import dice, happens
from adwatch.demo.facts import Ways, draw_reach, draw_ways
from adwatch.demo.noise import Habits
from adwatch.demo.persona import Chapter, own_text_for
from adwatch.demo.shown import ShownAdvert
from adwatch.demo.writing import Manner, Writing, retype

KEPT_FOR = 5  # nights after which a standing advert is no longer moved, but written anew; assumed
REPOST_TOURING, REPOST_SETTLED = (4, 8), (7, 16)  # nights until somebody with that habit posts again; assumed
SETTLED_GOES_ON = 0.6  # settled people who leave their advert standing into a new chapter; assumed
OWN_TEXTS = (Kind.INDEPENDENT, Kind.TOURING, Kind.FRIENDS)


@dataclass(frozen=True, slots=True)
class Version:
    """One state of one advert over a stretch of nights (ordinals), and whose it truly is.

    `posting` tells one unique advert from another; `origin` is the origin that this version states, an ISO country or
    UN M49 region, or None.
    """

    shown: ShownAdvert
    first: int
    last: int
    paused: frozenset[int]
    person: Person
    posting: str
    origin: str | None

    def nights(self) -> Iterator[int]:
        """The nights on which it stood."""
        return (night for night in range(self.first, self.last + 1) if night not in self.paused)


@dataclass(frozen=True, slots=True)
class Standing:
    """An advert that stands or stood, to be gone on with or taken over; `shown` is its state, None before the first."""

    advert: str
    posted: int
    last: int
    draft: Draft
    shown: ShownAdvert | None = None


class BoardUse:
    """One person's use of one board in one lane; `taken` is a stranger's advert that passes to her with its account."""

    def __init__(
        self, seed: int, habits: Habits, manner: Manner, person: Person, where: tuple[str, int], taken: Standing | None
    ) -> None:
        self.seed, self.habits, self.manner, self.person = seed, habits, manner, person
        self.board, self.lane = where
        self.chance = dice(seed, "board use", person.key, *where)
        self.moves = happens(dice(seed, "moves", person.key), habits.moves_advert)
        self.reposts = happens(dice(seed, "reposts", person.key), habits.reposts)
        self.own_text = person.kind in OWN_TEXTS and happens(dice(seed, "own text", person.key), habits.board_text)
        self.retypes = happens(dice(seed, "retypes", person.key, self.board), habits.retyped)
        self.taken = taken
        self.taken_account = taken.shown.account if taken and taken.shown else None
        self.standing: Standing | None = None
        self.ways: Ways | None = None
        self.count = 0

    def put_up(self, chapters: Sequence[Chapter]) -> Iterator[Version]:
        """Every version of every advert that comes of these chapters."""
        for chapter in chapters:
            for first, last in self._stretches(chapter):
                yield from self._advert(chapter, first, last)

    def _stretches(self, chapter: Chapter) -> Iterator[tuple[int, int]]:
        """The nights of a chapter, cut where the advert is put up again under a new id."""
        chance, stay = self.chance, chapter.stay
        late = chance.randint(1, 2) if chapter.opens_stay and happens(chance, self.habits.late) else 0
        stale = chapter.closes_stay and self.lane == 0 and happens(chance, self.habits.stale)
        first = min(stay.last, stay.first + late)
        last = stay.last + stale
        every = REPOST_SETTLED if stay.person.settled else REPOST_TOURING
        while self.reposts and last - first >= every[0]:
            end = min(last, first + chance.randint(*every) - 1)
            yield first, end
            first = end + 1
        if first <= last:
            yield first, last

    def _advert(self, chapter: Chapter, first: int, last: int) -> Iterator[Version]:
        """One advert, or the going on of a standing one, in its versions."""
        writing = self._writing(chapter)
        standing = self._begin(chapter, writing, first)
        begin = max(first, standing.last + 1)
        while begin <= last:
            end = min(last, begin + int(self.chance.expovariate(max(1e-9, self.habits.edits))))
            version = self._version(chapter, standing, begin, end)
            yield version
            draft = edited(self.chance, standing.draft, self.manner)
            standing = replace(standing, last=end, shown=version.shown, draft=draft if end < last else standing.draft)
            begin = end + 1
        self.standing = standing

    def _begin(self, chapter: Chapter, writing: Writing, first: int) -> Standing:
        """The standing advert where she goes on with it or takes it over, else a new one."""
        draft = Draft(writing, draw_reach(self.chance, self.habits, self.manner))
        if self.taken:
            taken, self.taken = self.taken, None
            return replace(taken, draft=draft)
        before = self.standing
        if before and self._goes_on(chapter, before, writing, first):
            return before
        self.count += 1
        return Standing(f"{self.person.key}/{self.board}/{self.lane}/{self.count}", first, first - 1, draft)

    def _goes_on(self, chapter: Chapter, before: Standing, writing: Writing, first: int) -> bool:
        """A standing advert is kept for the same text, on the nights that follow it."""
        if writing.key != before.draft.writing.key or first - before.last > KEPT_FOR:
            return False
        if self.reposts and not chapter.opens_stay:
            return False
        return self.moves or (self.person.settled and happens(self.chance, SETTLED_GOES_ON))

    def _version(self, chapter: Chapter, standing: Standing, begin: int, end: int) -> Version:
        """The advert as it stands on these nights; it keeps its revision where nothing changed."""
        ways = self._ways(chapter)
        shown, origin = show(self.seed, chapter, self.board, ways, standing.draft)
        before = standing.shown
        shown = replace(
            shown,
            advert_id=standing.advert,
            posted_on=date.fromordinal(standing.posted),
            changed_on=before.changed_on if before else date.fromordinal(begin),
            revision=before.revision if before else 1,
        )
        if before and shown != before:
            shown = replace(shown, changed_on=date.fromordinal(begin), revision=before.revision + 1)
        rate = self.habits.pauses
        paused = frozenset(night for night in range(begin + 1, end) if happens(self.chance, rate))
        return Version(shown, begin, end, paused, self.person, standing.draft.writing.key, origin)

    def _writing(self, chapter: Chapter) -> Writing:
        """The text for this board: one of its own, typed again, or as it is."""
        look = chapter.look
        if self.own_text:
            return own_text_for(self.seed, self.habits, self.person, look, self.board, self.manner)
        if self.retypes:
            return retype(dice(self.seed, "retype", look.writing.key, self.board), look.writing)
        return look.writing

    def _ways(self, chapter: Chapter) -> Ways:
        """Her ways on this board; the account stays what it was when her name changes."""
        if self.ways is None:
            chance = dice(self.seed, "ways", self.person.key, self.board)
            account = self.taken_account or self._network_account()
            self.ways = draw_ways(chance, self.habits, self.person, chapter.look.aliases[0], account)
            if self.own_text:
                self.ways = replace(self.ways, both_numbers=True)
        return self.ways

    def _network_account(self) -> str | None:
        """The account under which a network posts everybody."""
        network = self.person.network
        if network is None or not network.one_account:
            return None
        return f"huis{dice(self.seed, 'account', network.key).randrange(100, 9999)}"
