"""Languages that an advert says are spoken."""

import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.languages import find_languages, parse_languages, written_in


def test_corpus(capsys):
    clean_corpus.hold_floor("languages", lambda text: set(find_languages(text)), capsys)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ik spreek Nederlands en Engels", ("en", "nl")),
        ("I speak English and Spanish", ("en", "es")),
        ("hablo español", ("es",)),
        ("falo português e inglês", ("en", "pt")),
        ("ich spreche Deutsch", ("de",)),
        ("Talen: Nederlands, Duits", ("de", "nl")),
        ("Spaanse schoonheid in Assen", ()),
        ("", ()),
    ],
)
def test_what_is_spoken(text, codes):
    assert find_languages(text) == codes


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (["Nederlands, Engels"], ("en", "nl")),
        (["NL/EN/ES"], ("en", "es", "nl")),
        (["nl", "EN"], ("en", "nl")),
        (["Portugees"], ("pt",)),
        ([], ()),
        (["klingon"], ()),
    ],
)
def test_declared_fields(values, codes):
    assert parse_languages(values) == codes


def test_the_language_a_text_is_written_in():
    assert written_in("Ik ben een lieve vrouw en ontvang je graag bij mij thuis in alle rust") == "nl"
    assert written_in("Soy una mujer cariñosa y te espero en mi casa con mucha tranquilidad") == "es"
    assert written_in("") is None
    assert written_in("Ik ben een lieve vrouw \ud800 en ontvang je graag bij mij thuis in alle rust") == "nl"


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    found = find_languages(text)
    assert list(found) == sorted(set(found))
