from __future__ import annotations

import re
from difflib import SequenceMatcher
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.demo.cast import Kind, draw_person
from adwatch.demo.dice import dice
from adwatch.demo.noise import HABITS
from adwatch.demo.tables import LANGUAGES, sentences
from adwatch.demo.writing import Line, compose, draw_manner, expand, fill, from_template, render, retype, slip

SLOTS = {"alias", "age", "town", "origin", "number", "half", "hour", "street", "handle", "until", "name"}


def slots(**values):
    filled = dict.fromkeys(SLOTS, "x") | values
    return dict.fromkeys(LANGUAGES, filled)


def person(seed=1, kind=Kind.TOURING):
    return draw_person(Random(seed), HABITS, f"p{seed}", kind, "BR")


def writing(seed=1, loose=0.0):
    manner = draw_manner(Random(seed), HABITS)
    return compose(Random(seed), HABITS, person(seed), f"w{seed}", manner, loose)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_well_formed(language):
    for section, lines in sentences(language).items():
        assert len(set(lines)) == len(lines)
        for line in lines:
            assert line.count("{") == line.count("}"), (section, line)
            assert set(re.findall(r"<(\w+)>", line)) <= SLOTS, (section, line)


@given(st.integers())
def test_expanding_leaves_no_alternatives(seed):
    assert not set("{}|") & set(expand(Random(seed), "{a|{b|c} d|}, e {f|g}."))


def test_expanding_loosely_leaves_some_for_another():
    text = "{a|b} {c|d} {e|f} {g|h} {i|j} {k|l}"
    template = expand(Random(2), text, loose=0.5)
    assert "{" in template
    assert template != text
    assert "{" not in expand(Random(3), template)


@given(st.integers(), st.floats(min_value=0, max_value=1))
def test_slips_spare_the_slots(seed, rate):
    slipped = slip(Random(seed), "Bel <number> en vraag naar <alias>", rate)
    assert "<number>" in slipped
    assert slipped.endswith("<alias>")


def test_a_line_is_left_out_when_a_slot_has_nothing_to_say():
    line = Line("nl", "Bel <number>.")
    assert fill(line, slots(number="06")) == "Bel 06."
    assert fill(line, slots(number="")) is None


def test_a_text_says_no_sentence_twice_and_fills_all():
    for seed in range(60):
        made = writing(seed)
        assert len({line.text for line in made.lines}) == len(made.lines)
        title, text = render(made, slots())
        assert title
        assert not re.search("[<>{}]", title + text)


def test_two_strangers_rarely_write_alike():
    texts = [render(writing(seed), slots())[1] for seed in range(80)]
    ratios = [
        SequenceMatcher(None, left, right).quick_ratio() >= 0.97
        for at, left in enumerate(texts)
        for right in texts[at + 1 :]
    ]
    assert sum(ratios) <= 2


def test_members_share_a_template_with_other_words_in_its_slots():
    template = writing(4, loose=0.25)
    members = [from_template(dice(1, "member", at), f"m{at}", template) for at in range(6)]
    texts = [render(one, slots(alias=f"Naam{at}"))[1] for at, one in enumerate(members)]
    assert len(set(texts)) > 3
    assert all(SequenceMatcher(None, texts[0], text).quick_ratio() > 0.6 for text in texts)


def test_typing_again_changes_little():
    made = writing(5)
    before, after = render(made, slots())[1], render(retype(Random(1), made), slots())[1]
    assert SequenceMatcher(None, before, after).ratio() > 0.6
