"""Names that are spelt otherwise and sound alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.resolve.names import Names, sound_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sofia", "Sophia"), ("Kristina", "Cristina"), ("Jessy", "Jessie"), ("Vera", "Fera"), ("Chantal", "Shantal"),
        ("Zoë", "Zo"), ("Wendy", "Vendi"), ("Loulou", "Lulu"), ("Anna", "Ana"), ("Thea", "Tea"), ("Ruby", "Rubie"),
    ],
)  # fmt: skip
def test_spellings_of_one_sound(one, other):
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Anouk"), ("Maria", "Mara"), ("Lola", "Lila"), ("Eva", "Ava")])
def test_names_of_another_sound(one, other):
    assert sound_of(one) != sound_of(other)


def alike(names):
    found = Names.of(names)
    near, sound = found.alike(np.array([0], np.int32), np.array([1], np.int32))
    return bool(near[0]), bool(sound[0])


def test_nothing_is_like_no_name():
    assert alike(["", ""]) == (False, False)
    assert alike(["Anna", ""]) == (False, False)
    assert alike(["安娜", "✨"]) == (False, False)


def test_slips_are_near():
    assert alike(["Isabella", "Isabela"]) == (True, True)
    assert alike(["Valentina", "Valentian"])[0]


@given(st.lists(st.text(max_size=8), min_size=2, max_size=12))
def test_every_pair_is_judged_as_if_alone(names):
    found = Names.of(names)
    left, right = (rows.astype(np.int32) for rows in np.triu_indices(len(names), 1))
    near, sound = found.alike(left, right)
    for place, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        assert (bool(near[place]), bool(sound[place])) == alike([names[one], names[other]])
