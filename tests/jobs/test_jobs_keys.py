"""Keys that are replaced and destroyed, and what goes on being linked, opened and counted meanwhile."""

import base64
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from records import jsonl, record
from sqlalchemy import select

from adwatch.domain.pages import PageState
from adwatch.domain.sealed import Sealed
from adwatch.errors import KeyFault, Refused
from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState, keys_text, load_keyring, new_keys
from adwatch.guard.sealing import Opener
from adwatch.guard.tokens import Tokenizer
from adwatch.jobs.importing import import_records
from adwatch.jobs.keys import Rotated, Standing, expired_keys, init_keys, months_left, rotate, status, token_end
from adwatch.jobs.resolving import resolve
from adwatch.jobs.retention import run
from adwatch.store import linkage, linking, tables
from adwatch.store.audit import audit_records
from adwatch.store.columns import linking_key, token_columns

TEA = "Rustige massage in een warme kamer vlak bij het station, met olie en een kop thee, bel gerust een uur vooraf"
PHONES = ["0612340001"]
MARCH = date(2031, 3, 14)


def mirjam(number, night, **fields):
    return record(number, night.isoformat(), **{"alias": "Mirjam", "age": 31, "phones": PHONES} | fields)


def take_in(office, *records):
    assert not import_records(office, jsonl(*records)).bad


def forget(office):
    for read in ("keyring", "sealer", "opener", "mandate", "trail"):
        office.__dict__.pop(read, None)


def allow(office, **days):
    file = office.deployment.mandate_file
    written = file.read_text()
    for kept, length in days.items():
        written = re.sub(rf"^{kept} = .*$", f"{kept} = {length}", written, flags=re.MULTILINE)
    file.write_text(written)
    forget(office)


def put(office, keys, master=None):
    office.deployment.keys_file.write_text(keys_text(keys, master))
    forget(office)


def keys_of(office, purpose):
    return {key.id: key for key in load_keyring(office.deployment.keys_file, environ={}) if key.purpose is purpose}


def contents(office):
    query = select(tables.AdvertVersion.id, tables.AdvertVersion.sealed_key_id, tables.AdvertVersion.sealed)
    with office.store.begin() as connection:
        return {row[0]: Sealed(row[1], bytes(row[2])) for row in connection.execute(query) if row[2] is not None}


def tokens(office):
    with office.store.begin() as connection:
        return set(connection.execute(select(tables.Feature.key_id)).scalars())


def advertisers(office):
    with office.store.begin() as connection:
        return {row[0]: row[2] for row in linking.all_answers(connection).tolist()}


def advertiser_of(office, number):
    name = office.sealer.advert_token("appgroep", f"a{number}").digest
    query = select(tables.Advert.version_id).where(tables.Advert.token == name)
    with office.store.begin() as connection:
        return advertisers(office)[connection.execute(query).scalar_one()]


@pytest.fixture
def march(office):
    office.today = MARCH
    return office


# Content


def test_new_work_takes_the_new_key_and_what_runs_keeps_the_key_it_has(march):
    running = march.sealer
    take_in(march, mirjam(1, MARCH))
    (before,) = contents(march).values()
    rotate(march, Rotated.CONTENT, "yearly")
    assert running.seal_page(running.page_token("x"), PageState()).key_id == before.key_id
    take_in(march, mirjam(2, MARCH))
    assert len({sealed.key_id for sealed in contents(march).values()}) == 2
    for version, sealed in contents(march).items():
        assert march.opener.open(version, sealed)["alias"] == "Mirjam"


def test_a_month_whose_content_has_expired_loses_its_key_and_no_backup_opens_any_more(march):
    allow(march, content=30)
    month, own = date(2031, 3, 1), Key.new(KeyPurpose.CONTENT, MARCH, date(2031, 3, 1))
    later = Key.new(KeyPurpose.CONTENT, MARCH, date(2031, 4, 1))
    others = [key for key in march.keyring if key.purpose is not KeyPurpose.CONTENT]
    put(march, [own, later, *others], march.keyring.master)
    march.sealer._vault._sealing = own.id
    take_in(march, mirjam(1, MARCH))
    backup, opener = contents(march), Opener(march.keyring)
    assert run_on(march, MARCH + timedelta(days=30)).keys.keys == ()
    assert contents(march) == backup
    assert [key.id for key in run_on(march, MARCH + timedelta(days=31)).keys.keys] == [own.id]
    assert list(keys_of(march, KeyPurpose.CONTENT)) == [later.id]
    ((version, sealed),) = backup.items()
    assert opener.open(version, sealed)
    with pytest.raises(KeyFault, match=f"has no key {own.id}"):
        march.opener.open(version, sealed)
    assert own.period == month


def run_on(office, day):
    office.today = day
    return run(office)


def test_a_key_is_kept_while_its_month_lasts_and_while_anything_is_sealed_with_it(march):
    allow(march, content=3)
    keys = [Key.new(KeyPurpose.CONTENT, MARCH, date(2031, month, 1)) for month in (3, 4)]
    put(march, [*keys, *(key for key in march.keyring if key.purpose is not KeyPurpose.CONTENT)], march.keyring.master)
    assert expired_keys(march, date(2031, 4, 2)) == []
    assert expired_keys(march, date(2031, 4, 3)) == [keys[0]]
    march.sealer._vault._sealing = keys[0].id
    take_in(march, mirjam(1, MARCH))
    assert expired_keys(march, date(2031, 4, 3)) == []
    assert expired_keys(march, date(2035, 1, 1)) == []


# Tokens


def test_adverts_link_across_a_token_key_and_keep_their_names(march):
    take_in(march, mirjam(1, MARCH, text=TEA), *strangers(MARCH))
    resolve(march)
    before, old = advertisers(march), march.keyring.active(KeyPurpose.TOKEN)
    rotate(march, Rotated.TOKEN, "yearly")
    new = march.keyring.active(KeyPurpose.TOKEN)
    assert new.id != old.id
    take_in(march, mirjam(1, MARCH, text=TEA), mirjam(2, MARCH))
    assert tokens(march) == {old.id, new.id}
    assert resolve(march).full is False
    assert advertiser_of(march, 2) == advertiser_of(march, 1)
    assert {version: advertisers(march)[version] for version in before} == before
    after = advertisers(march)
    resolve(march, full=True)
    assert advertisers(march) == after


def strangers(night):
    return [
        record(
            number, night.isoformat(), alias=f"Naam{chr(number)}", phones=[f"06123{number:05d}"], age=20 + number - 100
        )
        for number in range(100, 120)
    ]


def test_the_old_token_key_goes_when_all_that_has_tokens_under_it_alone_has_expired(march):
    allow(march, tokens=60)
    take_in(march, mirjam(1, MARCH), mirjam(3, MARCH, phones=["0612340003"], alias="Odette"))
    resolve(march)
    old = march.keyring.active(KeyPurpose.TOKEN)
    rotate(march, Rotated.TOKEN, "yearly")
    assert token_end(march, march.keyring.get(old.id)) == MARCH + timedelta(days=60)
    march.today = MARCH + timedelta(days=40)
    take_in(march, mirjam(1, march.today), mirjam(2, march.today))
    resolve(march)
    one = advertiser_of(march, 1)
    assert advertiser_of(march, 2) == one
    assert old.id not in {key.id for key in run_on(march, MARCH + timedelta(days=60)).keys.keys}
    assert old.id in tokens(march)
    assert old.id in {key.id for key in run_on(march, MARCH + timedelta(days=61)).keys.keys}
    new = march.keyring.active(KeyPurpose.TOKEN)
    assert tokens(march) == {new.id}
    assert list(keys_of(march, KeyPurpose.TOKEN)) == [new.id]
    before = advertisers(march)
    assert resolve(march).full
    assert advertisers(march) == before
    take_in(march, mirjam(4, march.today))
    resolve(march)
    assert advertiser_of(march, 4) == one


def test_tokens_under_two_keys_count_once(march):
    take_in(march, mirjam(1, MARCH))
    old = march.keyring.active(KeyPurpose.TOKEN)
    rotate(march, Rotated.TOKEN, "yearly")
    take_in(march, mirjam(2, MARCH))
    with march.store.begin() as connection:
        assert linking_key(connection) == old.id
        stored = connection.execute(select(tables.Feature.kind)).scalars().all()
        read = token_columns(connection)
        listed = [kind for _, kind, _ in linkage.features(connection)]
    assert len(stored) == 3 * len(set(stored))
    assert len(read.version) == len(listed) == 2 * len(set(stored))


def test_tokens_are_not_replaced_twice_at_a_time(march):
    rotate(march, Rotated.TOKEN, "yearly")
    with pytest.raises(Refused, match=r"still being replaced, until 2041-"):
        rotate(march, Rotated.TOKEN, "again")


@pytest.mark.parametrize("what", Rotated)
def test_standing_lists_and_signatures_keep_their_key_whatever_is_replaced(march, what):
    before = [Tokenizer(march.keyring, purpose).token("phone", "1") for purpose in (KeyPurpose.STANDING,)]
    signing = march.keyring.active(KeyPurpose.SIGNATURE).id
    rotate(march, what, "yearly")
    assert [Tokenizer(march.keyring, purpose).token("phone", "1") for purpose in (KeyPurpose.STANDING,)] == before
    assert march.keyring.active(KeyPurpose.SIGNATURE).id == signing


# Master, file, environment


def test_a_new_master_key_opens_the_same_keys_and_the_old_one_none(march):
    before, file = list(march.keyring), march.deployment.keys_file
    old = file.read_text()
    rotate(march, Rotated.MASTER, "a copy went astray")
    assert list(march.keyring) == before
    master = re.search(r"\[master\].*?(?=\[\[)", old, re.DOTALL)[0]
    mixed = re.sub(r"\[master\].*?(?=\[\[)", master, file.read_text(), flags=re.DOTALL)
    file.write_text(mixed)
    with pytest.raises(KeyFault, match="does not open with this master key"):
        load_keyring(file, environ={})


def test_a_key_file_of_before_goes_on_working_and_is_wrapped_on_request(march):
    keys = new_keys(MARCH)
    put(march, keys)
    take_in(march, mirjam(1, MARCH))
    assert months_left(march.keyring, MARCH) is None
    assert init_keys(march) is True
    text = march.deployment.keys_file.read_text()
    assert not any(base64.b64encode(key.secret).decode() in text for key in keys)
    ((version, sealed),) = contents(march).items()
    assert march.opener.open(version, sealed)["alias"] == "Mirjam"
    assert march.keyring.active(KeyPurpose.CONTENT, MARCH).period == date(2031, 3, 1)
    assert march.keyring.active(KeyPurpose.TOKEN).id == keys[1].id
    assert months_left(march.keyring, MARCH) == 12
    assert init_keys(march) is False
    assert march.deployment.keys_file.stat().st_mode & 0o777 == 0o600


def test_keys_that_somebody_retired_by_hand_are_kept(march):
    by_hand = [Key.new(purpose, MARCH) for purpose in (KeyPurpose.TOKEN, KeyPurpose.AUDIT)]
    retired = [replace(key, state=KeyState.RETIRED) for key in by_hand]
    put(march, [*march.keyring, *retired], march.keyring.master)
    assert not {key.id for key in expired_keys(march, date(2090, 1, 1))} & {key.id for key in retired}
    rotate(march, Rotated.TOKEN, "yearly")


def test_keys_are_made_for_the_months_that_have_run_out(march):
    init_keys(march)
    march.today = date(2031, 12, 1)
    forget(march)
    assert init_keys(march) is True
    assert months_left(march.keyring, march.today) == 12


def test_keys_of_the_environment_are_not_changed_from_here(march, monkeypatch):
    text = march.deployment.keys_file.read_text()
    monkeypatch.setenv("ADWATCH_KEYS", text)
    forget(march)
    with pytest.raises(KeyFault, match="can't be changed from here"):
        rotate(march, Rotated.CONTENT, "yearly")
    assert march.deployment.keys_file.read_text() == text
    assert {key.purpose for key in run_on(march, date(2035, 1, 1)).keys.left} == {KeyPurpose.CONTENT}
    assert march.deployment.keys_file.read_text() == text


def test_a_reason_is_asked_for_and_every_change_stands_on_the_trail(march):
    with pytest.raises(Refused, match="reason"):
        rotate(march, Rotated.CONTENT, " ")
    rotate(march, Rotated.AUDIT, "yearly")
    line = list(audit_records(march.store))[-1]
    assert (line.name, line.reason) == ("replace the audit key", "yearly")
    assert json.loads(line.attributes)["dpl.core.processing_activity_id"].endswith("keys")
    destroyed = run_on(march, MARCH + timedelta(days=3651)).keys.keys
    assert [key.purpose for key in destroyed].count(KeyPurpose.AUDIT) == 1
    assert [record.name for record in audit_records(march.store)].count("destroy a key") == len(destroyed)


# Status


def test_a_lost_key_is_named_with_what_it_made(march):
    take_in(march, mirjam(1, MARCH), mirjam(2, MARCH))
    ((version, sealed), *_) = contents(march).items()
    lost = sealed.key_id
    put(march, [key for key in march.keyring if key.id != lost] + [Key.new(KeyPurpose.CONTENT, MARCH)])
    with pytest.raises(KeyFault, match=rf"has no key {lost}, which this database was written with"):
        march.opener.open(version, sealed)
    (found,) = [each for each in status(march) if each.standing is Standing.LOST]
    assert (found.id, found.purpose, found.made) == (lost, "content", 2)


def test_status_tells_what_every_key_does_and_never_the_key(march):
    take_in(march, mirjam(1, MARCH))
    rotate(march, Rotated.TOKEN, "yearly")
    found = status(march)
    told = json.dumps([each.as_json() for each in found])
    assert not any(base64.b64encode(key.secret).decode() in told or key.secret.hex() in told for key in march.keyring)
    tokens_now = {each.standing: each for each in found if each.purpose == "token"}
    assert set(tokens_now) == {Standing.MAKES, Standing.READS}
    assert tokens_now[Standing.READS].made == 2
    assert tokens_now[Standing.READS].goes == MARCH + timedelta(days=3651)
    assert {each.purpose for each in found} == {"master", *KeyPurpose}
    sealing = [each for each in found if each.purpose == "content" and each.made]
    assert len(sealing) == 1
    assert sealing[0].goes > MARCH + timedelta(days=3650)


def test_a_retired_key_is_never_the_one_in_use():
    old = Key("00000000", KeyPurpose.CONTENT, MARCH, KeyState.RETIRED, bytes(32), date(2031, 3, 1), MARCH)
    new = Key.new(KeyPurpose.CONTENT, MARCH, date(2031, 3, 1))
    assert Keyring((old, new), "keys.toml").active(KeyPurpose.CONTENT, MARCH) == new
