from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.domain.sealed import Sealed
from adwatch.errors import KeyFault, StoreFault
from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState, new_keys
from adwatch.guard.vault import Vault

DAY = date(2026, 1, 1)
RING = Keyring(new_keys(DAY), "keys.toml")
VAULT = Vault(RING)


@given(plain=st.binary(max_size=2000), bound_to=st.binary(max_size=40))
def test_what_was_sealed_opens_as_it_was(plain, bound_to):
    sealed = VAULT.seal(plain, bound_to=bound_to)
    assert VAULT.open(sealed, bound_to=bound_to) == plain
    assert len(plain) < 8 or plain not in sealed.blob


@given(plain=st.binary(max_size=60), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_is_found(plain, at, bit):
    sealed = VAULT.seal(plain, bound_to=b"row 1")
    blob = bytearray(sealed.blob)
    blob[at % len(blob)] ^= 1 << bit
    with pytest.raises(StoreFault, match=f"under key {sealed.key_id} was changed"):
        VAULT.open(replace(sealed, blob=bytes(blob)), bound_to=b"row 1")


@given(cut=st.integers(0, 40))
def test_a_blob_cut_short_is_found(cut):
    sealed = VAULT.seal(b"some text", bound_to=b"")
    with pytest.raises(StoreFault):
        VAULT.open(replace(sealed, blob=sealed.blob[: min(cut, len(sealed.blob) - 1)]), bound_to=b"")


def test_a_blob_moved_to_another_row_does_not_open():
    with pytest.raises(StoreFault, match="belongs to another row"):
        VAULT.open(VAULT.seal(b"x", bound_to=b"row 1"), bound_to=b"row 2")


def test_equal_texts_are_sealed_differently():
    assert VAULT.seal(b"x", bound_to=b"").blob != VAULT.seal(b"x", bound_to=b"").blob


def test_the_keys_of_another_deployment_open_nothing():
    other = Vault(Keyring(new_keys(DAY), "other.toml"))
    with pytest.raises(KeyFault, match=r"other.toml: has no key"):
        other.open(VAULT.seal(b"x", bound_to=b""), bound_to=b"")


def test_a_key_for_something_else_opens_nothing():
    with pytest.raises(KeyFault, match="is for token, not for content"):
        VAULT.open(Sealed(RING.active(KeyPurpose.TOKEN).id, bytes(40)), bound_to=b"")


def test_after_a_rotation_old_content_still_opens():
    old = RING.active(KeyPurpose.CONTENT)
    new = Key.new(KeyPurpose.CONTENT, DAY)
    rotated = Vault(Keyring((replace(old, state=KeyState.RETIRED), new), "keys.toml"))
    assert rotated.open(VAULT.seal(b"x", bound_to=b"r"), bound_to=b"r") == b"x"
    assert rotated.seal(b"x", bound_to=b"r").key_id == new.id


def test_a_seal_prints_no_content():
    assert repr(VAULT.seal(b"x", bound_to=b"")).endswith("')")
