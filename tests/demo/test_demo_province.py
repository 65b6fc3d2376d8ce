from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.demo.boards import BOARDS, DemoBoard
from adwatch.demo.cast import Kind
from adwatch.demo.noise import HABITS
from adwatch.demo.province import FIRST, LAST, DemoProvince
from adwatch.domain.nights import nights

SHORT = {"first": date(2020, 7, 1), "last": date(2020, 7, 20)}
NOT_DECENT = re.compile(
    r"\b(seks|sex|sexo|sexy|sexual\w*|porn\w*|fuck\w*|neuk\w*|geil\w*|xxx|nude|naakt|naked|anal|anaal|oral|oraal|pijp\w*|bdsm|fetis\w*"
    r"|orgas\w*|eroti\w*|erótic\w*|horny|kinky|penis|vagina|blowjob|girlfriend experience|gfe|desnuda|teen|tiener|"
    r"schoolmeisje|schoolgirl|colegiala|minderjarig\w*|minor)\b",
    re.IGNORECASE,
)


def everything(province):
    return [
        (board.name, night, province.on(board.name, night)) for board in province.boards for night in _nights(province)
    ]


def _nights(province):
    return list(nights(province.first, province.last))


def test_the_same_seed_shows_the_same():
    assert everything(DemoProvince(3, **SHORT)) == everything(DemoProvince(3, **SHORT))


def test_another_process_shows_the_same():
    code = (
        "from datetime import date; from hashlib import sha256; from adwatch.demo.province import DemoProvince; "
        "p = DemoProvince(3, date(2020, 7, 1), date(2020, 7, 3)); "
        "print(sha256(repr([p.on(b.name, p.last) for b in p.boards]).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": salt}, capture_output=True, check=True, text=True
        ).stdout
        for salt in ("1", "2")
    }
    assert len(said) == 1


def test_another_seed_shows_other_people():
    def said(seed):
        return {advert.text for _, _, shown in everything(DemoProvince(seed, **SHORT)) for advert in shown}

    assert not said(3) & said(4)


def test_a_further_board_leaves_the_others_people_alone():
    third = DemoBoard("etalagevoorbeeld", share=0.3, municipalities=frozenset({"GM0106", "GM0114", "GM0118"}))
    two, three = DemoProvince(3, **SHORT), DemoProvince(3, boards=(*BOARDS, third), **SHORT)

    def facts(province, board):
        return {(one.text, one.municipality) for night in _nights(province) for one in province.on(board, night)}

    known = facts(two, "marktvoorbeeld")
    assert len(facts(three, "marktvoorbeeld") & known) > 0.95 * len(known)
    listed = {town for _, town in facts(three, "etalagevoorbeeld")}
    assert listed <= third.municipalities
    assert listed


def test_it_works_with_a_single_board_of_few_towns():
    board = DemoBoard("etalagevoorbeeld", share=0.5, municipalities=frozenset({"GM0106"}))
    province = DemoProvince(3, boards=(board,), **SHORT)
    assert {one.municipality for night in _nights(province) for one in province.on(board.name, night)} == {"GM0106"}


def test_the_twelve_come_first(province):
    assert len(province.municipalities) == len(set(province.municipalities)) == 20
    assert province.municipalities[1] == "GM0106"


@given(offset=st.integers(min_value=-2, max_value=63), board=st.sampled_from([board.name for board in BOARDS]))
def test_on_equals_a_search_through_all_versions(short_province, offset, board):
    night = short_province.first + timedelta(days=offset)
    inside = short_province.first <= night <= short_province.last
    expected = [
        version.shown
        for version in short_province.versions
        if inside and version.shown.board == board and night.toordinal() in set(version.nights())
    ]
    shown = short_province.on(board, night)
    key = lambda one: (one.advert_id, one.revision)  # noqa: E731 - a sort key
    assert sorted(shown, key=key) == sorted(expected, key=key)
    assert [one.posted_on for one in shown] == sorted((one.posted_on for one in shown), reverse=True)


def test_no_night_outside_and_no_unknown_board(province):
    assert province.on("marktvoorbeeld", FIRST - timedelta(days=1)) == ()
    assert province.on("marktvoorbeeld", LAST + timedelta(days=1)) == ()
    assert province.on("elders", FIRST) == ()


def test_an_advert_stands_once_a_night_under_its_id(province):
    for board, night, shown in everything(province):
        assert len({advert.advert_id for advert in shown}) == len(shown), (board, night)


def test_a_revision_rises_with_every_change_and_only_then(province):
    states = defaultdict(dict)
    for version in province.versions:
        shown = version.shown
        same = states[shown.board, shown.advert_id].setdefault(shown.revision, shown)
        assert same == shown
        assert shown.posted_on <= shown.changed_on <= date.fromordinal(version.first)
    for revisions in states.values():
        ordered = [revisions[number] for number in sorted(revisions)]
        for before, after in pairwise(ordered):
            assert replace(before, revision=0, changed_on=FIRST) != replace(after, revision=0, changed_on=FIRST)
            assert before.changed_on <= after.changed_on


def test_every_kind_of_people_is_there(province):
    assert {version.person.kind for version in province.versions} == set(Kind)


def test_adverts_leave_things_out(province):
    shown = [version.shown for version in province.versions]
    for name in ("alias", "account", "age", "contact", "origin", "languages", "prices", "place", "postcode", "photos"):
        filled = sum(1 for one in shown if getattr(one, name)) / len(shown)
        assert 0.1 < filled < 0.99, name


def test_texts_and_titles_are_decent_and_complete(province):
    for version in province.versions:
        text = f"{version.shown.title}\n{version.shown.text}"
        assert not NOT_DECENT.search(text), text
        assert not re.search(r"[<>{}]|\x00", text), text
        assert version.shown.text
        assert version.shown.title
        assert min(version.person.ages) >= 21


def test_copies_stand_on_several_boards(province):
    boards = defaultdict(set)
    for version in province.versions:
        boards[version.posting].add(version.shown.board)
    shares = Counter(len(found) for found in boards.values())
    assert shares[2] > 0.25 * shares[1]


def test_adverts_are_reposted_edited_moved_and_paused(province):
    ids, revisions, towns = defaultdict(set), defaultdict(set), defaultdict(set)
    for version in province.versions:
        shown = version.shown
        advert = (shown.board, shown.advert_id)
        ids[version.posting, shown.board, shown.municipality].add(shown.advert_id)
        revisions[advert].add(shown.revision)
        towns[advert].add(shown.municipality)
    assert sum(len(found) > 2 for found in ids.values()) > 100
    assert sum(len(found) > 1 for found in revisions.values()) > 500
    assert sum(len(found) > 1 for found in towns.values()) > 200
    assert sum(len(version.paused) for version in province.versions) > 100


def test_some_accounts_pass_to_another_person_with_their_advert(province):
    people, accounts = defaultdict(set), defaultdict(set)
    for version in province.versions:
        advert = (version.shown.board, version.shown.advert_id)
        people[advert].add(version.person.key)
        accounts[advert].add(version.shown.account)
    passed = [advert for advert, found in people.items() if len(found) > 1]
    assert 5 <= len(passed) <= 100
    assert any(accounts[advert] != {None} and len(accounts[advert]) == 1 for advert in passed)


def test_names_change_and_strangers_share_texts_and_photos(province):
    names, people_of_photo = defaultdict(set), defaultdict(set)
    for version in province.versions:
        if version.person.kind is not Kind.SCAM and version.shown.alias:
            names[version.person.key].add(version.shown.alias)
        for photo in version.shown.photos:
            people_of_photo[photo].add(version.person.key)
    assert sum(len(found) > 1 for found in names.values()) > 20
    assert max(len(found) for found in people_of_photo.values()) > 5
    assert sum(len(found) == 2 for found in people_of_photo.values()) > 10


def test_a_ring_with_one_number_shows_several_names_under_it(province):
    names = defaultdict(set)
    for version in province.versions:
        network = version.person.network
        if network and network.kind is Kind.RING and network.one_number:
            for contact in version.shown.contact:
                if "@" not in contact:
                    names[network.key, contact].add(version.shown.alias)
    assert names
    assert max(len(found) for found in names.values()) >= 5
    assert len({number for _, number in names}) == len({network for network, _ in names})


def test_a_scam_stands_in_many_towns_on_one_night(province):
    towns = defaultdict(set)
    for version in province.versions:
        if version.person.kind is Kind.SCAM:
            for night in version.nights():
                towns[version.person.key, night].add(version.shown.municipality)
    assert max(len(found) for found in towns.values()) >= 8


def test_the_closure_lowers_the_supply(truth):
    province = tuple(code for code in truth.province.municipalities[:12])
    before = truth.figures(province, date(2020, 10, 1), date(2020, 12, 1)).mean
    during = truth.figures(province, date(2021, 1, 15), date(2021, 5, 1)).mean
    assert during < before


@pytest.mark.parametrize("missing", [0.0, 1.0])
def test_a_habit_can_be_set(missing):
    province = DemoProvince(3, habits=replace(HABITS, number_missing=missing, email=0.0), **SHORT)
    contacts = [
        one.contact for board in BOARDS for night in _nights(province) for one in province.on(board.name, night)
    ]
    assert any(contacts) == (missing == 0.0)


def test_a_network_that_has_used_up_its_names_adds_a_second_one():
    habits = replace(HABITS, ring_nights=2000, ring_stops=3, ring_same_origin=1.0, supply=0.5)
    province = DemoProvince(6, habits=habits)
    people = defaultdict(set)
    for version in province.versions:
        if version.person.network and version.person.network.one_hand and version.person.kind is Kind.RING:
            people[version.person.network.key, version.shown.alias].add(version.person.key)
    assert people
    assert all(len(found) == 1 for found in people.values())
