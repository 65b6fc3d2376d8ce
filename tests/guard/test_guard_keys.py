from __future__ import annotations

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.errors import KeyFault
from adwatch.guard.keys import (
    MONTHS_AHEAD,
    Key,
    KeyPurpose,
    Keyring,
    KeyState,
    Master,
    change_key_file,
    content_keys,
    create_key_file,
    first_keys,
    keys_text,
    load_keyring,
    new_keys,
    parse_keys,
)
from adwatch.guard.retention import next_month

DAY = date(2026, 1, 1)


def test_a_new_key_file_has_a_key_for_every_purpose_and_is_private(tmp_path):
    path = tmp_path / "keys.toml"
    made = create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    read = load_keyring(path, environ={})
    assert list(read) == list(made)
    assert {read.active(purpose).purpose for purpose in KeyPurpose} == set(KeyPurpose)
    assert all(len(key.secret) == 32 for key in read)


def test_a_key_file_is_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        create_key_file(tmp_path / "keys.toml")
    finally:
        os.umask(before)
    assert (tmp_path / "keys.toml").stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(tmp_path):
    path = tmp_path / "keys.toml"
    create_key_file(path)
    text = path.read_text()
    with pytest.raises(KeyFault, match="never overwritten"):
        create_key_file(path)
    assert path.read_text() == text


def test_a_key_file_that_can_not_be_written(tmp_path):
    with pytest.raises(KeyFault, match="can't be written"):
        create_key_file(tmp_path / "none" / "keys.toml")


def test_the_environment_goes_before_the_file(tmp_path):
    create_key_file(tmp_path / "keys.toml")
    keys = new_keys(DAY)
    ring = load_keyring(tmp_path / "keys.toml", environ={"ADWATCH_KEYS": keys_text(keys)})
    assert tuple(ring) == keys
    assert ring.source == "environment variable ADWATCH_KEYS"


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(KeyFault, match="adwatch init DIR") as caught:
        load_keyring(tmp_path / "keys.toml", environ={})
    assert caught.value.exit_code == 6


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "keys.toml"
    create_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyFault, match=rf"mode {mode:04o} .*\(chmod 600"):
        load_keyring(path, environ={})


def test_a_folder_or_bytes_are_no_key_file(tmp_path):
    with pytest.raises(KeyFault, match="can't be read"):
        load_keyring(tmp_path, environ={})
    path = tmp_path / "keys.toml"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)
    with pytest.raises(KeyFault, match="no text"):
        load_keyring(path, environ={})


def broken(old: str, new: str) -> str:
    text = keys_text(new_keys(DAY))
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "key: Field required"),
        ("key = []", "at least 1"),
        ("[[key]\n", "line 1 is no valid TOML"),
        (broken('purpose = "token"', 'purpose = "tokens"'), "key.2.purpose"),
        (broken('state = "active"', 'state = "on"'), "key.1.state"),
        (broken('secret = "', 'secret = "!'), "key.1.secret: a secret is written in base64"),
        (broken('secret = "', 'secret = "AAAA'), "32 bytes, this one 35"),
        (broken('id = "', 'id = "k'), "key.1.id"),
        (broken('state = "active"', 'state = "active"\nmore = 1'), "key.1.more"),
        (broken('purpose = "content"', 'purpose = "audit"'), "does not belong to this id"),
    ],
)
def test_a_malformed_file_names_the_place_and_no_secret(text, said):
    with pytest.raises(KeyFault) as caught:
        parse_keys(text, "keys.toml")
    message = str(caught.value)
    assert message.startswith("keys.toml: ")
    assert said in message
    assert "\n" not in message
    secrets = [line.split('"')[1] for line in text.splitlines() if line.startswith("secret")]
    assert not any(secret in message for secret in secrets)


def test_another_secret_under_a_known_id_is_found_when_the_file_is_read():
    keys = new_keys(DAY)
    swapped = (replace(keys[0], secret=keys[1].secret), *keys[1:])
    with pytest.raises(KeyFault, match="does not belong to this id"):
        parse_keys(keys_text(swapped), "keys.toml")


def test_an_unknown_key_says_what_to_do():
    ring = Keyring(new_keys(DAY), "keys.toml")
    with pytest.raises(KeyFault, match=r"has no key 00000000, .* restore it from its backup"):
        ring.get("00000000")
    assert all(ring.get(key.id) is key for key in ring)


def test_a_purpose_without_an_active_key_is_a_fault():
    ring = Keyring((), "keys.toml")
    with pytest.raises(KeyFault, match="no active key for content"):
        ring.active(KeyPurpose.CONTENT)


def test_one_active_key_a_purpose_and_every_key_once():
    first, second = Key.new(KeyPurpose.TOKEN, DAY), Key.new(KeyPurpose.TOKEN, DAY)
    with pytest.raises(KeyFault, match="two active keys for token"):
        Keyring((first, second), "keys.toml")
    with pytest.raises(KeyFault, match="stands twice"):
        Keyring((first, first), "keys.toml")
    retired = replace(first, state=KeyState.RETIRED)
    assert Keyring((retired, second), "keys.toml").all_of(KeyPurpose.TOKEN) == (second, retired)


def test_no_secret_is_ever_printed():
    ring = Keyring(new_keys(DAY), "keys.toml")
    printed = repr(ring) + repr(list(ring)) + str(ring)
    for key in ring:
        assert repr(key.secret) not in printed
        assert key.secret.hex() not in printed
        assert base64.b64encode(key.secret).decode() not in printed


MONTHS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MASTER = Master.new(DAY)


@given(made=MONTHS, day=MONTHS)
def test_every_day_has_one_content_key_and_it_is_that_of_its_month_as_long_as_there_are_months(made, day):
    keys = first_keys(made)
    months = [key.period for key in keys if key.purpose is KeyPurpose.CONTENT]
    assert months == sorted(set(months))
    assert len(months) == MONTHS_AHEAD + 1
    chosen = Keyring(keys, "keys.toml").active(KeyPurpose.CONTENT, day).period
    assert chosen == min(max(day.replace(day=1), months[0]), months[-1])


@given(made=MONTHS, later=st.integers(0, 20))
def test_keys_are_made_for_the_months_that_lack_one_and_no_others(made, later):
    there = [key.period for key in content_keys(made, ())]
    day = made.replace(day=1)
    for _ in range(later):
        day = next_month(day)
    more = [key.period for key in content_keys(day, there)]
    assert not set(more) & set(there)
    assert {*there, *more} >= {key.period for key in content_keys(day, ())}


def test_a_key_of_any_time_is_used_where_no_month_has_its_own():
    whole, march = Key.new(KeyPurpose.CONTENT, DAY), Key.new(KeyPurpose.CONTENT, DAY, date(2026, 3, 1))
    ring = Keyring((whole, march), "keys.toml")
    assert ring.active(KeyPurpose.CONTENT, date(2026, 2, 28)) == whole
    assert ring.active(KeyPurpose.CONTENT, date(2026, 3, 1)) == march


def test_what_is_wrapped_comes_back_and_stands_nowhere_in_the_file():
    keys = (*first_keys(DAY), replace(Key.new(KeyPurpose.TOKEN, DAY), state=KeyState.RETIRED, retired=DAY))
    text = keys_text(keys, MASTER)
    assert tuple(parse_keys(text, "keys.toml")) == keys
    assert parse_keys(text, "keys.toml").master == MASTER
    assert not any(base64.b64encode(key.secret).decode() in text for key in keys)


def test_a_master_key_may_be_kept_apart(tmp_path):
    path, keys = tmp_path / "keys.toml", new_keys(DAY)
    path.write_text(keys_text(keys, replace(MASTER, outside=True)))
    path.chmod(0o600)
    secret = base64.b64encode(MASTER.secret).decode()
    assert secret not in path.read_text()
    assert tuple(load_keyring(path, environ={"ADWATCH_KEYS_MASTER": secret})) == keys
    with pytest.raises(KeyFault, match="set ADWATCH_KEYS_MASTER"):
        load_keyring(path, environ={})
    for other in (base64.b64encode(bytes(32)).decode(), "no base64"):
        with pytest.raises(KeyFault, match="is not its master key") as caught:
            load_keyring(path, environ={"ADWATCH_KEYS_MASTER": other})
        assert other not in str(caught.value)


def test_a_wrong_master_key_is_found_when_the_file_is_read():
    keys, other = new_keys(DAY), Master.new(DAY)
    text = keys_text(keys, MASTER).split("[[key]]", 1)[1]
    swapped = f"{keys_text((), other)}\n[[key]]{text}"
    with pytest.raises(KeyFault, match=f"key {keys[0].id} does not open with this master key"):
        parse_keys(swapped, "keys.toml")


def test_wrapped_keys_can_not_be_passed_off_for_one_another():
    first, second = Key.new(KeyPurpose.CONTENT, DAY, DAY), Key.new(KeyPurpose.CONTENT, DAY, date(2026, 2, 1))
    text = keys_text((first, second), MASTER)
    for old, new in (
        (first.id, "00000000"),
        ("2026-02-01", "2026-03-01"),
        ('purpose = "content"', 'purpose = "audit"'),
    ):
        with pytest.raises(KeyFault, match="does not open with this master key"):
            parse_keys(text.replace(old, new, 1), "keys.toml")


def test_a_wrapped_key_without_a_master_key_is_named():
    text = keys_text(new_keys(DAY), MASTER)
    with pytest.raises(KeyFault, match="is wrapped, and there is no master key"):
        parse_keys("[[key]]" + text.split("[[key]]", 1)[1], "keys.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('wrapped = "', 'secret = "AAAA"\nwrapped = "', "either a secret or is wrapped"),
        ("period = 2026-01-01", "period = 2026-01-02", "first day of a month"),
        (f'id = "{MASTER.id}"', 'id = "00000000"', "master: the secret does not belong to this id"),
    ],
)
def test_a_malformed_wrapped_file_names_the_place(old, new, said):
    text = keys_text(first_keys(DAY), MASTER)
    assert old in text
    with pytest.raises(KeyFault, match=said):
        parse_keys(text.replace(old, new, 1), "keys.toml")


def test_a_key_file_is_changed_at_once_and_stays_private(tmp_path):
    path = tmp_path / "keys.toml"
    made = create_key_file(path)
    extra = replace(Key.new(KeyPurpose.TOKEN, DAY), state=KeyState.RETIRED)
    changed = change_key_file(path, lambda ring: ((*ring, extra), ring.master), environ={})
    assert list(load_keyring(path, environ={})) == list(changed) == [*made, extra]
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_change_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "keys.toml"
    create_key_file(path)
    before = path.read_text()
    with pytest.raises(KeyFault, match="stands twice"):
        change_key_file(path, lambda ring: ((*ring, *ring), ring.master), environ={})
    assert path.read_text() == before


def test_two_who_change_the_file_at_once_both_get_their_key(tmp_path):
    path = tmp_path / "keys.toml"
    create_key_file(path)
    extra = [replace(Key.new(KeyPurpose.TOKEN, DAY), state=KeyState.RETIRED) for _ in range(8)]

    def add(key):
        return change_key_file(path, lambda ring: ((*ring, key), ring.master), environ={})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, extra))
    assert {key.id for key in extra} <= {key.id for key in load_keyring(path, environ={})}


def test_keys_from_the_environment_are_changed_where_they_are_set(tmp_path):
    path = tmp_path / "keys.toml"
    create_key_file(path)
    with pytest.raises(KeyFault, match="can't be changed from here"):
        change_key_file(path, lambda ring: (ring, ring.master), environ={"ADWATCH_KEYS": "x"})
