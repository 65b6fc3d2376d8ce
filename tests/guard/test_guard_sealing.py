"""What sealing does while keys change: work keeps its key, names stay, and all compares under the old key."""

from dataclasses import replace
from datetime import date

import pytest

from adwatch.clean.advert import clean_advert
from adwatch.domain.adverts import RawAdvert
from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState, new_keys
from adwatch.guard.sealing import Sealer
from adwatch.guard.vault import Vault

DAY = date(2026, 1, 1)
RING = Keyring(new_keys(DAY), "keys.toml")


def advert():
    return clean_advert(RawAdvert(board="bord", advert_id="7", text="Bel 0612345678", alias="Anna"), reference=DAY)


def rotated(purpose):
    old, new = RING.active(purpose), Key.new(purpose, DAY)
    kept = (replace(key, state=KeyState.RETIRED, retired=DAY) if key == old else key for key in RING)
    return Keyring((*kept, new), "keys.toml"), old, new


def test_names_stay_while_the_token_key_is_replaced_and_facts_have_tokens_under_both():
    ring, old, new = rotated(KeyPurpose.TOKEN)
    before, after = Sealer(RING, 30).seal(advert(), DAY), Sealer(ring, 30).seal(advert(), DAY)
    assert (after.advert_id, after.version_id) == (before.advert_id, before.version_id)
    assert (after.advert_token, after.content_token) == (before.advert_token, before.content_token)
    assert set(before.features) <= set(after.features)
    assert {token.key_id for _, token in after.features} == {old.id, new.id}
    assert len(after.features) == 2 * len(before.features)
    page = Sealer(RING, 30).page_token("https://bord.example/")
    assert Sealer(ring, 30).page_token("https://bord.example/") == page
    assert Sealer(ring, 30).entry_token("Anna") == Sealer(RING, 30).entry_token("Anna")


def test_once_the_old_token_key_is_gone_names_are_made_under_the_new_one():
    ring, old, new = rotated(KeyPurpose.TOKEN)
    left = Keyring((key for key in ring if key.id != old.id), "keys.toml")
    sealed = Sealer(left, 30).seal(advert(), DAY)
    assert {sealed.advert_token.key_id, *(token.key_id for _, token in sealed.features)} == {new.id}


@pytest.mark.parametrize("months", [(date(2026, 1, 1), date(2026, 2, 1))])
def test_a_vault_keeps_the_key_with_which_it_began(months, monkeypatch):
    keys = [Key.new(KeyPurpose.CONTENT, DAY, month) for month in months]
    ring = Keyring(keys, "keys.toml")
    now = iter(keys)
    monkeypatch.setattr(ring, "active", lambda _: next(now))
    vault = Vault(ring)
    assert {vault.seal(b"x", bound_to=b"").key_id for _ in range(3)} == {keys[0].id}
    assert Vault(ring).seal(b"x", bound_to=b"").key_id == keys[1].id
