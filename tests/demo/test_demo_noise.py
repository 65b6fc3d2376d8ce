from __future__ import annotations

from dataclasses import fields

from adwatch.demo.noise import HABITS, table


def test_every_habit_has_a_meaning_and_a_source():
    rows = table()
    assert [row[0] for row in rows] == [one.name for one in fields(HABITS)]
    for name, rate, meaning, source in rows:
        assert rate, name
        assert len(meaning) > 10, name
        assert "assumed" in source or "evaluation" in source or "measures" in source, name


def test_no_meaning_is_said_twice():
    meanings = [row[2] for row in table()]
    assert len(set(meanings)) == len(meanings)
