"""From people and their stays to every version of every advert on every board."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from adwatch.demo.boards import DemoBoard
from adwatch.demo.cast import Person, Stay
from adwatch.demo.dice import dice, happens
from adwatch.demo.noise import Habits
from adwatch.demo.persona import Chapter, Persona, Pool, cut
from adwatch.demo.posting import OWN_TEXTS, BoardUse, Standing, Version
from adwatch.demo.rings import ring_stays, scam_stays
from adwatch.demo.settled import Span, settled_stays
from adwatch.demo.touring import touring_stays

WARM_UP = 60  # nights simulated before the first, so that the towns are as full on it as on any other
PASSES_WITHIN = 20  # nights within which an account finds another user; assumed
NUMERIC_FROM = 100_000


def draw_stays(seed: int, habits: Habits, span: Span) -> dict[Person, list[Stay]]:
    """Everybody's stays from the warm-up on; people in the order in which they come, stays by lane and night."""
    warm = Span(span.first - WARM_UP, span.last)
    fixed = [
        *settled_stays(seed, habits, warm),
        *ring_stays(seed, habits, warm),
        *scam_stays(seed, habits, warm),
    ]
    by_person: dict[Person, list[Stay]] = defaultdict(list)
    for stay in (*fixed, *touring_stays(seed, habits, warm, fixed)):
        by_person[stay.person].append(stay)
    for stays in by_person.values():
        stays.sort(key=lambda stay: (stay.lane, stay.first))
    order = sorted(by_person, key=lambda person: (min(stay.first for stay in by_person[person]), person.key))
    return {person: by_person[person] for person in order}


class Stage:
    """Lets people put up their adverts one after another, as some of what they write is copied or taken over."""

    def __init__(self, seed: int, habits: Habits, boards: Sequence[DemoBoard]) -> None:
        self.seed, self.habits, self.boards = seed, habits, boards
        self.pool = Pool()
        self.abandoned: dict[str, list[Standing]] = defaultdict(list)

    def play(self, person: Person, stays: Sequence[Stay]) -> Iterator[Version]:
        """Every version of every advert of one person."""
        persona = Persona(self.seed, self.habits, person, stays[0].first, self.pool)
        chapters = _chapters(self.seed, persona, stays)
        for lane in sorted({chapter.stay.lane for chapter in chapters}):
            in_lane = [chapter for chapter in chapters if chapter.stay.lane == lane]
            for board in self.boards:
                there = [one for one in in_lane if board in boards_at(self.seed, self.boards, person, one.stay.town)]
                if there:
                    yield from self._put_up(persona, board.name, lane, there)
        persona.retire(stays[-1].last)

    def _put_up(self, persona: Persona, board: str, lane: int, chapters: Sequence[Chapter]) -> Iterator[Version]:
        """One person's adverts on one board, the first of them perhaps a stranger's that she takes over."""
        person = persona.person
        passes = lane == 0 and person.kind in OWN_TEXTS
        taken = self._take_over(board, chapters[0].stay.first) if passes else None
        use = BoardUse(self.seed, self.habits, persona.manner, person, (board, lane), taken)
        yield from use.put_up(chapters)
        chance = dice(self.seed, "abandons", person.key, board)
        if passes and use.standing and happens(chance, self.habits.account_passes):
            self.abandoned[board].append(use.standing)

    def _take_over(self, board: str, first: int) -> Standing | None:
        """An abandoned advert whose user has just stopped."""
        for standing in self.abandoned[board]:
            if standing.last < first <= standing.last + PASSES_WITHIN:
                self.abandoned[board].remove(standing)
                return standing
        return None


def _chapters(seed: int, persona: Persona, stays: Sequence[Stay]) -> list[Chapter]:
    """A person's chapters in all lanes; what changes, changes with the first lane's."""
    main = [
        Chapter(part, persona.turn(part), opens, closes)
        for part, opens, closes in cut(seed, [stay for stay in stays if stay.lane == 0])
    ]
    beside = [
        Chapter(
            replace(stay, first=max(stay.first, chapter.stay.first), last=min(stay.last, chapter.stay.last)),
            chapter.look,
            stay.first >= chapter.stay.first,
            stay.last <= chapter.stay.last,
        )
        for stay in stays
        if stay.lane > 0
        for chapter in main
        if stay.first <= chapter.stay.last and chapter.stay.first <= stay.last
    ]
    return main + beside


def boards_at(seed: int, boards: Sequence[DemoBoard], person: Person, town: str) -> list[DemoBoard]:
    """The boards on which a person advertises in a town: those she uses, or one that lists every town."""
    listing = [board for board in boards if board.municipalities is None or town in board.municipalities]
    drawn = {board.name: dice(seed, "uses", person.key, board.name).random() / board.share for board in listing}
    used = [board for board in listing if drawn[board.name] < 1]
    everywhere = [board for board in listing if board.municipalities is None] or listing
    return used or sorted(everywhere, key=lambda board: drawn[board.name])[:1]


def draw_versions(seed: int, habits: Habits, span: Span, boards: Sequence[DemoBoard]) -> list[Version]:
    """Every version that stood on a board within the span, adverts under the ids that the boards gave them."""
    stage = Stage(seed, habits, boards)
    stays = draw_stays(seed, habits, span)
    versions = [version for person in stays for version in stage.play(person, stays[person])]
    ids = _ids(seed, versions)
    return [
        replace(
            version,
            first=max(version.first, span.first),
            last=min(version.last, span.last),
            shown=replace(version.shown, advert_id=ids[version.shown.board, version.shown.advert_id]),
        )
        for version in versions
        if version.first <= span.last and version.last >= span.first
    ]


def _ids(seed: int, versions: Iterable[Version]) -> dict[tuple[str, str], str]:
    """The boards' own ids by board and the simulation's key: rising numbers on some boards, short codes on others."""
    keys = {(one.shown.board, one.shown.advert_id): one.shown.posted_on for one in versions}
    by_board: dict[str, list[str]] = defaultdict(list)
    for board, key in sorted(keys, key=lambda pair: (keys[pair], _digest(seed, *pair))):
        by_board[board].append(key)
    ids: dict[tuple[str, str], str] = {}
    for board, ordered in by_board.items():
        if sum(board.encode()) % 2:
            ids.update({(board, key): _digest(seed, board, key)[:9] for key in ordered})
        else:
            chance = dice(seed, "ids", board)
            numbers = accumulate((chance.randint(1, 9) for _ in ordered), initial=NUMERIC_FROM)
            ids.update({(board, key): str(number) for key, number in zip(ordered, numbers, strict=False)})
    return ids


def _digest(*parts: object) -> str:
    return hashlib.blake2s("/".join(map(str, parts)).encode(), digest_size=8).hexdigest()
