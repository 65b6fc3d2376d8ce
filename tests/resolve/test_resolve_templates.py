"""Templates: what texts share, and the slots in which each writes its own."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from adwatch.resolve.templates import FEWEST_WORDS, SHARED, find_templates, fold_word

WORDS = st.text("abcdefghij", min_size=1, max_size=4)
TEXTS = st.lists(st.lists(WORDS, max_size=25).map(" ".join), max_size=12)
NAMES = ("Anna", "Bella", "Carla", "Dora")
TOWNS = ("Assen", "Den Haag", "Emmen", "Goes")


def greeting(name, town, ending=""):
    return f"Hallo ik ben {name} uit {town} en ik hou van thee en lange wandelingen {ending}".strip()


def test_common_words_are_template_and_what_varies_is_a_slot():
    (template,) = find_templates([greeting(*each) for each in zip(NAMES, TOWNS, strict=True)])
    assert template.texts == (0, 1, 2, 3)
    assert template.show() == (
        "Hallo ik ben [Anna | Bella | …] uit [Assen | Den Haag | …] en ik hou van thee en lange wandelingen"
    )
    assert [filling for filling, _ in template.slots[0].fillings] == list(NAMES)


def test_a_slot_may_stand_first_and_last_and_may_be_empty_in_some():
    endings = zip(NAMES, ("", " nu", "", " straks"), strict=True)
    texts = [f"{name} heeft tijd voor een rustig gesprek{ending}" for name, ending in endings]
    (template,) = find_templates(texts)
    assert template.show(1) == "[Anna | …] heeft tijd voor een rustig gesprek [– | …]"
    assert template.slots[-1].fillings == (("", 2), ("nu", 1), ("straks", 1))


def test_a_slip_of_one_of_many_is_no_slot():
    texts = [greeting("Anna", "Assen") for _ in range(9)] + [greeting("Anna", "Assen").replace("ik hou", "ik ik huo")]
    (template,) = find_templates(texts)
    assert template.slots == ()
    assert len(template.texts) == 10


def test_two_templates_are_told_apart_and_a_stranger_follows_none():
    other = "Kom tot rust bij {} in een warme kamer met muziek en kaarslicht, altijd op afspraak"
    texts = [greeting(NAMES[0], TOWNS[0]), other.format("Eva"), greeting(NAMES[1], TOWNS[1]), other.format("Fleur")]
    texts += [greeting(NAMES[2], TOWNS[2]), "Te koop een fiets met zeven versnellingen en een rieten mand voorop"]
    assert [template.texts for template in find_templates(texts)] == [(0, 2, 4), (1, 3)]


def test_texts_that_share_nothing_or_next_to_nothing_have_no_template():
    assert find_templates([]) == find_templates([""]) == find_templates(["een twee drie vier vijf zes"]) == ()
    assert find_templates(["een twee drie", "een twee drie"]) == ()
    assert find_templates(["een twee drie vier vijf zes", "zeven acht negen tien elf twaalf"]) == ()


def subsequence(words, text):
    rest = iter(fold_word(word) for word in text.split())
    return all(fold_word(word) in rest for word in words)


@given(TEXTS)
def test_every_template_is_shared_by_its_texts_in_the_order_of_reading(texts):
    templates = find_templates(texts)
    members = [text for template in templates for text in template.texts]
    assert len(members) == len(set(members))
    for template in templates:
        assert len(template.texts) >= 2
        assert len(template.words) >= FEWEST_WORDS
        for word in template.words:
            having = sum(subsequence([word], texts[text]) for text in template.texts)
            assert having >= SHARED * len(template.texts)


@given(st.lists(WORDS, min_size=FEWEST_WORDS, max_size=20), st.integers(2, 9))
def test_equal_texts_are_their_own_template(words, count):
    (template,) = find_templates([" ".join(words)] * count)
    assert template.slots == ()
    assert list(template.words) == words


@given(st.data())
def test_what_was_filled_in_is_found_again(data):
    fixed = [f"vast{number}" for number in range(data.draw(st.integers(6, 15)))]
    count = data.draw(st.integers(2, 8))
    everywhere = range(len(fixed) + 1)
    places = sorted(data.draw(st.sets(st.integers(0, len(fixed)), max_size=3)))
    texts, fillings = [], {place: [f"eigen{place}x{text}" for text in range(count)] for place in places}
    for text in range(count):
        parts = [[*(fillings[at][text : text + 1] if at in fillings else []), *fixed[at : at + 1]] for at in everywhere]
        texts.append(" ".join(word for part in parts for word in part))
    (template,) = find_templates(texts)
    assert list(template.words) == fixed
    assert [[filling for filling, _ in slot.fillings] for slot in template.slots] == [
        sorted(fillings[place]) for place in places
    ]


def test_two_hundred_texts_of_two_thousand_words_are_aligned_in_seconds():
    dice = random.Random(3)
    words = [f"w{number}" for number in range(2000)]
    texts = [" ".join(word if dice.random() > 0.05 else f"x{dice.random()}" for word in words) for _ in range(250)]
    started = time.perf_counter()
    (template,) = find_templates([f"{text} te lang" for text in texts])
    assert time.perf_counter() - started < 30
    assert len(template.texts) == 200
    assert len(template.words) > 1800
