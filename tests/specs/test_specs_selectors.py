"""Selectors as operators write them."""

import pytest
from pydantic import ValidationError

from adwatch.specs.selectors import Selector


def test_spaces_and_line_breaks_that_join_are_meant():
    assert Selector(css="p", join="\n").join == "\n"
    assert Selector(css="p", join=" ").join == " "


def test_spaces_at_the_ends_of_a_regular_expression_are_meant():
    assert Selector(css="p", regex=" (x) ").regex == " (x) "


@pytest.mark.parametrize("written", [{}, {"css": "a", "xpath": "b"}, {"join": " "}, {"css": "a", "regex": "(?=x)"}])
def test_what_is_no_selector_is_refused(written):
    with pytest.raises(ValidationError):
        Selector(**written)
