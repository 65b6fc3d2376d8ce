"""A night linked alone: what it touches, what it leaves, and that it says what a run over everything would say."""

import random
from datetime import date

import numpy as np
import pytest
from records import jsonl, record
from sqlalchemy import select, update

from adwatch.domain.decisions import Word
from adwatch.guard.audit import Reason
from adwatch.jobs.changes import changes_since
from adwatch.jobs.importing import import_records
from adwatch.jobs.labelling import question_on, say
from adwatch.jobs.linkage_result import SET
from adwatch.jobs.linkage_weights import KeptWeights
from adwatch.jobs.resolving import MOST_GROWTH, resolve
from adwatch.resolve.training import Learned
from adwatch.resolve.weights import weigh
from adwatch.store import linkage, linking, tables
from adwatch.store.audit import audit_records
from benchmarks.linkage.nights import link_nights

STRANGERS = 60
SOUNDS, VOWELS = "bdfghjklmnprstvwz", "aeiou"
TEA = "Rustige massage in een warme kamer vlak bij het station, met olie en een kop thee, bel gerust een uur vooraf"
SEA = "Aan zee geboren en dol op dansen ontvang ik u graag in mijn huis met tuin, vraag naar de lange middag samen"


def stranger(number):
    """Somebody with a name, a number and words of her own."""
    drawn = random.Random(number)
    words = ["".join(drawn.choice(pair) for pair in (SOUNDS, VOWELS) * 3) for _ in range(16)]
    phone = f"06123{number:05d}"
    return record(number, text=" ".join(words[1:]), alias=words[0].title(), age=20 + number % 40, phones=[phone])


def mirjam(number, night="2021-03-14", **fields):
    common = {"alias": "Mirjam", "age": 31, "text": TEA, "phones": ["0612340001"]}
    return record(number, night, **common | fields)


@pytest.fixture
def town(office):
    """Strangers, and one who advertises twice; all linked once."""
    import_records(office, jsonl(*map(stranger, range(100, 100 + STRANGERS)), mirjam(1), mirjam(2)))
    assert resolve(office).full
    return office


def advertisers(office):
    """The advertiser of every advert, by its id on the board."""
    numbers = {
        office.sealer.advert_token("appgroep", f"a{number}").digest: number
        for number in (*range(1, 20), *range(100, 100 + STRANGERS))
    }
    query = select(tables.Advert.token, tables.AdvertVersion.id).join(
        tables.AdvertVersion, tables.AdvertVersion.advert_id == tables.Advert.id
    )
    with office.store.begin() as connection:
        found = linkage.answers(connection)
        rows = connection.execute(query).all()
    return {numbers[token]: found[version][1] for token, version in rows if token in numbers and version in found}


def night(office, *records):
    import_records(office, jsonl(*records))
    return resolve(office)


def test_a_run_without_anything_new_touches_nothing(town):
    before = advertisers(town)
    lines = len(list(audit_records(town.store)))
    result = resolve(town)
    assert (result.full, result.new, result.linked, result.merges, result.splits) == (False, 0, 0, 0, 0)
    assert advertisers(town) == before
    assert len(list(audit_records(town.store))) == lines


def test_a_new_advert_joins_its_advertiser_and_nobody_else_is_linked_anew(town):
    before = advertisers(town)
    result = night(town, mirjam(3, "2021-03-15"))
    after = advertisers(town)
    assert (result.full, result.new, result.versions) == (False, 1, STRANGERS + 3)
    assert result.linked == 3
    assert after == before | {3: before[1]}
    assert result.expected is not None


def test_content_is_opened_for_what_is_linked_alone(town):
    lines = len(list(audit_records(town.store)))
    night(town, mirjam(3, "2021-03-15"))
    (line,) = list(audit_records(town.store))[lines:]
    assert '"adwatch.count":"3"' in line.attributes or '"adwatch.count":3' in line.attributes


def test_an_advert_between_two_advertisers_makes_them_one_under_the_older_id_and_says_so(town):
    night(town, record(4, "2021-03-15", alias="Odette", age=31, text=SEA, phones=["0612340002"]))
    before = advertisers(town)
    assert before[4] != before[1]
    bridge = mirjam(5, "2021-03-16", text=SEA, phones=["0612340001", "0612340002"])
    result = night(town, bridge, {**bridge, "advert_id": "a6"})
    after = advertisers(town)
    assert after[4] == after[1] == after[5] == before[1]
    assert result.merges == 1
    assert [(change.kind, change.advertiser, change.other) for change in changes_since(town, None)] == [
        ("merge", before[1], before[4])
    ]
    assert {number: after[number] for number in before if number >= 100} == {
        number: before[number] for number in before if number >= 100
    }


def test_a_word_splits_on_the_night_itself_and_the_split_is_on_record(town):
    before = advertisers(town)
    say(town, question_on(town, "appgroep:a1", "appgroep:a2", Reason("a doubt", "linkage_review")), Word.DIFFERENT)
    result = resolve(town)
    after = advertisers(town)
    assert (result.full, result.splits, result.linked) == (False, 1, 2)
    assert after[1] != after[2]
    assert before[1] in {after[1], after[2]}


def test_an_advert_in_a_new_municipality_is_looked_at_again_and_one_more_night_is_not(town):
    assert night(town, {**stranger(100), "observed_at": "2021-03-15"}).new == 0
    assert night(town, {**stranger(101), "observed_at": "2021-03-16", "municipality": "Emmen"}).new == 1


def test_full_keeps_ids_and_says_how_well_the_nights_agreed(town):
    night(town, mirjam(3, "2021-03-15"))
    before = advertisers(town)
    result = resolve(town, full=True)
    assert (result.full, result.agreement, result.merges, result.splits) == (True, 1.0, 0, 0)
    assert advertisers(town) == before


def test_a_store_that_outgrew_what_was_linked_is_linked_anew_by_itself(town):
    most = int((STRANGERS + 2) * MOST_GROWTH) - STRANGERS - 2
    assert not night(town, *map(stranger, range(200, 200 + most))).full
    assert night(town, *map(stranger, range(300, 302))).full


def test_what_has_no_content_any_more_goes_on_by_tokens_and_is_counted(town):
    before = advertisers(town)
    with town.store.begin() as connection:
        connection.execute(update(tables.AdvertVersion).values(sealed=None, sealed_key_id=None))
    result = night(town, mirjam(3, "2021-03-15"))
    assert (result.linked, result.expired) == (3, STRANGERS + 2)
    assert advertisers(town) == before | {3: before[1]}
    assert resolve(town, full=True).expired == STRANGERS + 2
    assert advertisers(town) == before | {3: before[1]}


def test_an_interrupted_night_leaves_what_stood_and_is_made_up_for(town, monkeypatch):
    before = advertisers(town)

    def fail(*_):
        raise KeyboardInterrupt

    import_records(town, jsonl(mirjam(3, "2021-03-15")))
    with monkeypatch.context() as patch:
        patch.setattr(linking, "rename_networks", fail)
        with pytest.raises(KeyboardInterrupt):
            resolve(town)
    assert advertisers(town) == before
    assert resolve(town).new == 1
    assert advertisers(town)[3] == before[1]


def test_kept_weights_come_back_to_the_last_bit():
    weighing = weigh()
    learned = Learned(type(weighing)(weighing.weight / 3, weighing.anchor, -1 / 3), 12345, 67890, 0.1)
    kept = KeptWeights.of(KeptWeights(learned, date(2021, 3, 14)).as_text())
    assert np.array_equal(kept.weighing.weight, learned.weighing.weight)
    assert (kept.weighing.prior, kept.threshold) == (-1 / 3, 0.1)
    assert kept.source == "learned on 2021-03-14, 12345 versions, 67890 pairs"


def test_weights_of_other_facts_are_not_used_and_all_is_linked_anew(town):
    with town.store.begin() as connection:
        linking.keep_state(connection, {"weighing": '{"facts": ["same_shoe"]}'})
    result = resolve(town)
    assert (result.full, result.weights) == (True, SET)


@pytest.mark.slow
def test_nights_agree_with_the_whole_and_learned_weights_are_kept_and_used():
    found = link_nights((3, 28))
    assert found.agreement[1] >= 0.995
    assert found.by_night >= found.at_once - 0.005
    assert 1 < found.full_runs < 17
