import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.prices import find_prices, parse_prices

EUROS = st.integers(20, 900)


def test_corpus(capsys):
    clean_corpus.hold_floor("prices", lambda text: set(find_prices(text).items()), capsys)


@pytest.mark.parametrize(
    ("label", "written", "prices"),
    [
        ("60", "150", {60: 150}),
        ("60", "150.0", {60: 150}),
        ("1 uur", "€ 1.250,-", {60: 1250}),
        ("half uur", "80,00", {30: 80}),
        ("1h30", "200 euro", {90: 200}),
        ("kwartier", "€50", {15: 50}),
        ("30 min", "op aanvraag", {}),
        ("45", "100-120", {}),
        ("nacht", "800", {}),
        ("60", "$150", {}),
        ("60", "", {}),
        ("", "150", {}),
        ("0", "150", {}),
        ("9" * 40, "9" * 40, {}),
        ("60", "nan", {}),
        ("60", "-150", {60: 150}),
    ],
)
def test_declared_prices(label, written, prices):
    assert parse_prices({label: written}) == prices


@given(EUROS, EUROS)
def test_both_orders_are_read(half, hour):
    prices = {30: float(half), 60: float(hour)}
    assert find_prices(f"30min {half} / 1u {hour}") == prices
    assert find_prices(f"€{half} half uur, €{hour} per uur") == prices


@given(st.text(max_size=200))
def test_prices_stay_within_bounds(text):
    for minutes, euros in find_prices(text).items():
        assert 10 <= minutes <= 1440
        assert 10 <= euros <= 5000


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=5))
def test_any_table_can_be_read(table):
    assert all(10 <= minutes <= 1440 for minutes in parse_prices(table))
