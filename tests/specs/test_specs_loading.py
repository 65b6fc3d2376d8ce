from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from adwatch.errors import ConfigFault
from adwatch.specs.loading import load_toml, load_yaml, parse_toml, parse_yaml
from adwatch.specs.settings import Settings
from adwatch.specs.spec import Spec


class Inner(Spec):
    delay_seconds: float = Field(default=3, ge=0, le=60)
    kind: Literal["html", "json"] = "html"


class Outer(Spec):
    title: str
    """What people call it."""
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    first: date | None = None
    either: Inner | list[Inner] | None = None


def fault(text: str) -> str:
    with pytest.raises(ConfigFault) as caught:
        parse_yaml(text, Outer, "board.yml")
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_good_file_becomes_a_model(tmp_path):
    (tmp_path / "a.yml").write_text("title: A\nmany:\n  - {kind: json}\n")
    (tmp_path / "a.toml").write_text('title = "A"\nfirst = 2026-01-31\n')
    assert load_yaml(tmp_path / "a.yml", Outer).many == (Inner(kind="json"),)
    assert load_toml(tmp_path / "a.toml", Outer).first == date(2026, 1, 31)


def test_an_unknown_key_names_the_nearest_and_all_that_are_allowed():
    assert fault("title: A\ninner: {delay_second: 3}\n") == (
        "board.yml: inner.delay_second: found 'the unknown key delay_second', allowed: delay_seconds, kind; "
        "did you mean 'delay_seconds'?"
    )


def test_an_unknown_key_in_a_list_is_found():
    assert "many[1].knd: found" in fault("title: A\nmany: [{}, {knd: json}]\n")


def test_a_missing_key_is_named():
    assert fault("inner: {}") == "board.yml: title: found nothing, allowed: this key is required"


def test_an_empty_file_lacks_its_keys():
    assert fault("") == "board.yml: title: found nothing, allowed: this key is required"


@pytest.mark.parametrize(
    ("line", "key", "found", "allowed"),
    [
        ("inner: {delay_seconds: fast}", "inner.delay_seconds", "'fast'", "a number"),
        ("inner: {delay_seconds: -1}", "inner.delay_seconds", "-1", "0.0 or more"),
        ("inner: {delay_seconds: 61}", "inner.delay_seconds", "61", "60.0 or less"),
        ("inner: {delay_seconds: .nan}", "inner.delay_seconds", "nan", ""),
        ("inner: {kind: xml}", "inner.kind", "'xml'", "'html' or 'json'"),
        ("inner: 3", "inner", "3", "keys with values"),
        ("many: {}", "many", "{}", "a list"),
        ("first: 2026-13-01", "first", "'2026-13-01'", "a date, as 2026-01-31"),
        ("first: soon", "first", "'soon'", "a date, as 2026-01-31"),
        ("either: {kind: xml}", "either.kind", "'xml'", "'html' or 'json'"),
    ],
)
def test_a_wrong_value_names_key_found_and_allowed(line, key, found, allowed):
    assert fault(f"title: A\n{line}\n").startswith(f"board.yml: {key}: found {found}, allowed: {allowed}")


def test_several_faults_are_counted():
    assert fault("title: 3\ninner: {kind: xml, delay_seconds: x}\n").endswith("; 2 more faults in this file")


def test_a_list_where_keys_should_be():
    assert fault("- a\n- b\n") == "board.yml: file: found ['a', 'b'], allowed: keys with values"


def test_broken_yaml_names_its_line():
    assert fault("title: A\nlisting: a: b\n").startswith(
        "board.yml: line 2: found 'listing: a: b', allowed: valid YAML"
    )


@pytest.mark.parametrize("text", ["title: A\ntitle: B\n", "title: A\ninner: {kind: html, kind: json}\n"])
def test_a_repeated_key_is_a_fault(text):
    assert "stands twice" in fault(text)


def test_merge_keys_are_no_repetition():
    text = "title: A\nmany: [&base {kind: json}, {<<: *base, delay_seconds: 4}]\n"
    assert parse_yaml(text, Outer, "b").many[1] == Inner(kind="json", delay_seconds=4)


def test_yaml_can_not_build_objects():
    assert "line 1" in fault("title: !!python/object/apply:os.getcwd []\n")


@pytest.mark.parametrize(
    "text", ["\0", "a\x07b: 1", "{[a]: b}", "&a [*a]", "? {a: b}\n: c", "title: *none", "title: !!int a"]
)
def test_odd_yaml_is_a_fault_too(text):
    fault(text)


def test_broken_toml_names_its_line():
    with pytest.raises(ConfigFault, match=r"a.toml: line 2: found 'inner =', allowed: valid TOML"):
        parse_toml('title = "A"\ninner = \n', Outer, "a.toml")


def test_toml_that_breaks_at_its_end():
    with pytest.raises(ConfigFault, match="line 1: found"):
        parse_toml('title = "A', Outer, "a.toml")


def test_what_is_no_readable_file(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(ConfigFault, match="file: found"):
            load_toml(path, Outer)


def test_a_password_is_not_repeated():
    with pytest.raises(ConfigFault) as caught:
        parse_toml('[database]\nurl = "mysql://me:geheim@host/db"\n', Settings, "adwatch.toml")
    assert "geheim" not in str(caught.value)
    with pytest.raises(ConfigFault) as caught:
        parse_toml('[database]\nurl = "postgresql://me:geheim@host/db\n', Settings, "adwatch.toml")
    assert "geheim" not in str(caught.value)


def test_a_long_value_is_cut():
    assert len(fault(f"title: A\nfirst: {'x' * 5000}\n")) < 200


def message(parse, text: str) -> str:
    """What is wrong with `text`, or nothing."""
    try:
        parse(text, Outer, "f")
    except ConfigFault as error:
        return str(error)
    return ""


@given(st.text())
def test_any_text_is_a_model_or_one_clear_line(text):
    assert "\n" not in message(parse_yaml, text)
    assert "\n" not in message(parse_toml, text)


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_NAMES = st.sampled_from(["title", "inner", "many", "first", "either", "kind", "delay_seconds", "x\ny"])
_TREES = st.recursive(_LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(_NAMES, below, max_size=4))


@given(_TREES)
def test_any_tree_is_a_model_or_one_clear_line(tree):
    assert "\n" not in message(parse_yaml, yaml.safe_dump(tree))
