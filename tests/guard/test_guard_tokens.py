from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.domain.features import FeatureKind
from adwatch.errors import KeyFault
from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState, new_keys
from adwatch.guard.tokens import Tokenizer

DAY = date(2026, 1, 1)
RING = Keyring(new_keys(DAY), "keys.toml")
TOKENS = Tokenizer(RING)

kinds = st.sampled_from(FeatureKind)
anything = st.text(st.characters(codec=None), max_size=30)


@given(kinds, anything)
def test_equal_values_have_equal_tokens(kind, value):
    token = TOKENS.token(kind, value)
    assert token == TOKENS.token(kind, value)
    assert len(token.digest) == 32


@given(st.tuples(kinds, anything), st.tuples(kinds, anything))
def test_unequal_values_or_kinds_have_unequal_tokens(left, right):
    assert (TOKENS.token(*left) == TOKENS.token(*right)) == (left == right)


def test_a_token_is_the_standard_hmac():
    key = RING.active(KeyPurpose.TOKEN)
    expected = hmac.new(key.secret, b"phone\x00+31612345678", hashlib.sha256).digest()
    assert TOKENS.token(FeatureKind.PHONE, "+31612345678").digest == expected


def test_another_purpose_makes_other_tokens():
    standing = Tokenizer(RING, KeyPurpose.STANDING)
    assert standing.token("phone", "1").digest != TOKENS.token("phone", "1").digest
    assert standing.token("phone", "1").key_id == RING.active(KeyPurpose.STANDING).id


def test_a_rotation_keeps_old_tokens_findable():
    old, new = RING.active(KeyPurpose.TOKEN), Key.new(KeyPurpose.TOKEN, DAY)
    rotated = Tokenizer(Keyring((replace(old, state=KeyState.RETIRED), new), "keys.toml"))
    before, after = TOKENS.token("phone", "1"), rotated.token("phone", "1")
    assert before != after
    assert rotated.tokens_under_all("phone", "1") == (after, before)


def test_what_it_is_known_by_stays_while_a_key_is_replaced():
    old, new = RING.active(KeyPurpose.TOKEN), Key.new(KeyPurpose.TOKEN, DAY)
    replaced = Tokenizer(Keyring((replace(old, state=KeyState.RETIRED, retired=DAY), new), "keys.toml"))
    by_hand = Tokenizer(Keyring((replace(old, state=KeyState.RETIRED), new), "keys.toml"))
    assert replaced.name("phone", "1") == TOKENS.name("phone", "1") == TOKENS.token("phone", "1")
    assert replaced.tokens_to_compare("phone", "1") == (replaced.token("phone", "1"), TOKENS.token("phone", "1"))
    assert by_hand.name("phone", "1") == by_hand.token("phone", "1")
    assert by_hand.tokens_to_compare("phone", "1") == (by_hand.token("phone", "1"),)


def test_no_key_no_token():
    with pytest.raises(KeyFault, match="no active key for token"):
        Tokenizer(Keyring((), "keys.toml"))


def test_a_token_prints_as_key_and_digest():
    token = TOKENS.token("phone", "1")
    assert str(token) == f"{token.key_id}:{token.digest.hex()}"
