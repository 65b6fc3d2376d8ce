from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.demo.serve.answers import robots_answer, whole_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, 7), ("1", 1), ("9", 9), ("0", None), ("10", None), ("-1", None), ("1.5", None), ("²", None), ("", None)],
)
def test_a_number_outside_its_bounds_is_none(text, expected):
    assert whole_number(text, 7, 1, 9) == expected


@given(st.text())
def test_no_text_makes_it_stumble(text):
    found = whole_number(text, 1, 1, 50)
    assert found is None or 1 <= found <= 50


def test_robots_lists_what_is_kept():
    assert robots_answer(["/a/", "/b"]).body == b"User-agent: *\nDisallow: /a/\nDisallow: /b\n"
