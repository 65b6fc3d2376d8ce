import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.ages import find_age, parse_age


def test_corpus(capsys):
    clean_corpus.hold_floor("ages", lambda text: clean_corpus.as_set(find_age(text)), capsys)


@pytest.mark.parametrize(
    ("declared", "age"),
    [
        ("25", 25),
        (" 25 jaar ", 25),
        ("leeftijd: 25", 25),
        ("25.0", 25),
        ("２５", 25),
        ("vijfentwintig", 25),
        ("twenty five years", 25),
        ("25 (echt!)", 25),
        ("25+", None),
        ("25-30", None),
        ("vanaf 25", None),
        ("17", None),
        ("100", None),
        ("1995", None),
        ("jong", None),
        ("", None),
        ("\x00", None),
        ("9" * 40, None),
    ],
)
def test_declared_ages(declared, age):
    assert parse_age(declared) == age


@given(st.integers(18, 99), st.sampled_from(("Ik ben {} jaar", "I am {} years old", "tengo {} años", "leeftijd: {}")))
def test_every_adult_age_is_read(age, form):
    assert find_age(form.format(age)) == age


@given(st.integers(0, 17), st.sampled_from(("Ik ben {} jaar", "I am {} years old", "{} jaar", "leeftijd: {}")))
def test_no_age_under_eighteen_is_taken(age, form):
    assert find_age(form.format(age)) is None


@given(st.integers(18, 99), st.sampled_from(("min", "euro", "cm", "kg", "jaar ervaring", "% korting", "uur per week")))
def test_other_quantities_are_no_ages(number, unit):
    assert find_age(f"{number} {unit}") is None


@given(st.text(max_size=200))
def test_an_age_is_an_adult_one_or_unknown(text):
    assert find_age(text) in {None, *range(18, 100)}
    assert parse_age(text) in {None, *range(18, 100)}
