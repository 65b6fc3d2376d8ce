from __future__ import annotations

import base64
import os
from dataclasses import replace
from datetime import date

import pytest

from adwatch.errors import KeyFault
from adwatch.guard.keys import (
    Key,
    KeyPurpose,
    Keyring,
    KeyState,
    create_key_file,
    keys_text,
    load_keyring,
    new_keys,
    parse_keys,
)

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
