"""One key under another: it comes back whole, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from adwatch.guard.wrapping import unwrap, wrap

SECRETS = st.binary(min_size=32, max_size=32)


@given(secret=SECRETS, under=SECRETS, label=st.binary(max_size=60))
def test_a_wrapped_key_comes_back_under_its_master_and_label(secret, under, label):
    wrapped = wrap(secret, under, label)
    assert unwrap(wrapped, under, label) == secret
    assert secret not in wrapped
    assert wrap(secret, under, label) != wrapped


@given(secret=SECRETS, under=SECRETS, other=SECRETS, at=st.integers(0, 59), bit=st.integers(0, 7))
def test_another_master_another_label_or_one_changed_bit_give_nothing(secret, under, other, at, bit):
    wrapped = wrap(secret, under, b"token")
    changed = bytearray(wrapped)
    changed[at] ^= 1 << bit
    assert unwrap(bytes(changed), under, b"token") is None
    assert unwrap(wrapped, under, b"audit") is None
    assert unwrap(wrapped, other, b"token") == (secret if other == under else None)


@given(wrapped=st.binary(max_size=40))
def test_what_was_never_wrapped_gives_nothing(wrapped):
    assert unwrap(wrapped, bytes(32), b"") is None
