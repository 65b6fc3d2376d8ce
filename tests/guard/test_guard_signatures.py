from __future__ import annotations

import hashlib
import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState, key_id_of, new_keys
from adwatch.guard.signatures import SHINGLE, SIGNATURE_BYTES, Signer, normalised, similarity

DAY = date(2026, 1, 1)
SIGNER = Signer(Keyring(new_keys(DAY), "keys.toml"))

TEXT = (
    "Lieve Lotus ontvangt je in een rustig huis dicht bij het centrum. Ontspannende massage met warme olie, "
    "gezelschap en tijd voor een goed gesprek. Bel 06-12345678, 150 euro per uur, ook in het weekend."
)
WORDS = sorted(
    {normalised(word).strip() for word in TEXT.split()} | {"avond", "vrij", "groet", "lief", "koffie", "stad"}
)


def fixed_signer() -> Signer:
    secret = bytes(range(32))
    key_id = key_id_of(KeyPurpose.SIGNATURE, secret)
    return Signer(Keyring([Key(key_id, KeyPurpose.SIGNATURE, DAY, KeyState.ACTIVE, secret)], "keys.toml"))


def jaccard(left: str, right: str) -> float:
    a, b = ({text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)} for text in map(normalised, (left, right)))
    return len(a & b) / len(a | b)


def signed(text: str) -> bytes:
    signature = SIGNER.sign(text)
    assert signature is not None
    return signature


def test_a_signature_is_512_bytes():
    assert len(signed(TEXT)) == SIGNATURE_BYTES == 512


def test_stored_signatures_stay_comparable():
    """A new version of rensa that signs otherwise must not go unnoticed: stored signatures would match nothing."""
    signature = fixed_signer().sign(TEXT)
    assert signature is not None
    assert hashlib.sha256(signature).hexdigest() == "4fa99e313a04aa4684375d7db68f4d95a21eeaa09b9e398fa06888f3783555e2"


@pytest.mark.parametrize(
    "same",
    [
        TEXT.upper(),
        TEXT.replace("06-12345678", "06-87654321").replace("150", "90"),
        TEXT.replace(". ", " 💋✨ "),
        TEXT.replace("e", "é"),
        "  " + TEXT.replace(" ", "  \n"),
    ],
)
def test_case_numbers_emoji_accents_and_blanks_change_nothing(same):
    assert signed(same) == signed(TEXT)


def test_slips_change_little_and_other_texts_share_little():
    slips = TEXT.replace("Ontspannende", "Ontspanende").replace("gesprek", "gepsrek")
    other = (
        "Jonge dame op bezoek in Emmen, alleen deze week, stuur een bericht en ik antwoord dezelfde dag nog, groetjes"
    )
    assert similarity(signed(TEXT), signed(slips)) > 0.75
    assert similarity(signed(TEXT), signed(other)) < 0.15


@pytest.mark.parametrize("text", ["", "💋" * 500, "Bel me, Assen", "12345 " * 100, "la la " * 200])
def test_too_short_or_too_empty_to_compare(text):
    assert SIGNER.sign(text) is None


def test_another_key_signs_otherwise():
    assert similarity(signed(TEXT), Signer(Keyring(new_keys(DAY), "keys.toml")).sign(TEXT) or b"") < 0.1


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_signs_or_does_not(text):
    assert len(SIGNER.sign(text) or bytes(512)) == 512


def test_a_page_of_megabytes_is_signed_by_its_beginning():
    words = " ".join(random.Random(1).choices(WORDS, k=4000))[:20_000]
    assert SIGNER.sign(words + " x" * 1_000_000) == SIGNER.sign(words)


@given(st.integers(0, 2**32), st.floats(0, 1))
def test_similarity_estimates_jaccard(seed, share):
    rng = random.Random(seed)
    left = rng.choices(WORDS, k=80)
    right = [rng.choice(WORDS) if rng.random() < share else word for word in left]
    a, b = " ".join(left), " ".join(right)
    # Five standard errors of 128 permutations at their widest.
    assert abs(similarity(signed(a), signed(b)) - jaccard(a, b)) < 5 * 0.5 / np.sqrt(128)
