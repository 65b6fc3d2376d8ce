import clean_corpus
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.persons import find_persons
from adwatch.domain.adverts import Persons


def test_corpus(capsys):
    clean_corpus.hold_floor("persons", lambda text: clean_corpus.as_set(find_persons(text).value), capsys)


def test_names_of_places_are_not_people():
    assert find_persons("Roden en Norg") is Persons.UNKNOWN
    assert find_persons("Erica en Anna") is Persons.SEVERAL


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text):
    assert find_persons(text) in Persons
