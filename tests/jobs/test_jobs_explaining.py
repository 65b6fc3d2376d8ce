"""Why two adverts are one or not, and what holds a network together."""

import json
from datetime import date, timedelta

import pytest
from records import jsonl, record
from sqlalchemy import update

from adwatch.domain.decisions import Word
from adwatch.errors import BadInput, Refused, UnknownName
from adwatch.guard.audit import Reason
from adwatch.jobs.changes import changes_since
from adwatch.jobs.explaining import explain_pair
from adwatch.jobs.importing import import_records
from adwatch.jobs.labelling import question_on, say
from adwatch.jobs.networks import explain_network
from adwatch.jobs.office import open_office
from adwatch.jobs.resolving import resolve
from adwatch.resolve.settings import DEFAULT
from adwatch.store import linkage, tables
from adwatch.store.audit import audit_records

RING = (
    "Hallo ik ben {} en ik werk in een rustig huis vlak bij het station, kom langs voor een warme massage met {} en "
    "een kop thee, bel mij gerust of stuur een bericht"
)
REASON = Reason("a doubt about this ring", "linkage_review")


def worker(number, name, extra, age, euros, **fields):
    common = {"alias": name, "age": age, "prices": {"60": euros}, "phones": [f"061234000{number}"]}
    return record(number, text=RING.format(name, extra), **common, **fields)


def stranger(number):
    """One of a crowd in which a shared text is rare."""
    words = " ".join(f"{chr(97 + (number * step) % 26) * 3}{number * step}woord" for step in range(1, 14))
    return record(number, text=f"Samen {words} en praten", alias=f"Vreemde{chr(97 + number % 26)}{number}")


@pytest.fixture
def ring(office):
    """Three who advertise under one template, one of them twice, among strangers."""
    import_records(
        office,
        jsonl(
            worker(1, "Anna", "olie", 21, 90),
            {**worker(1, "Anna", "olie", 21, 90), "board": "tweede", "advert_id": "z1"},
            worker(2, "Bella", "kaarsen", 33, 150),
            worker(3, "Carla", "muziek", 45, 250),
            *map(stranger, range(10, 70)),
        ),
    )
    resolve(office)
    return office


def lines(office):
    return [line.name for line in audit_records(office.store)][1:]


def expire(office, version):
    with office.store.begin() as connection:
        change = update(tables.AdvertVersion).where(tables.AdvertVersion.id == version)
        connection.execute(change.values(sealed=None, sealed_key_id=None))


def test_one_advertiser_is_explained_by_facts_weights_and_their_sources(ring):
    found = explain_pair(ring, "appgroep:a1", "tweede:z1")
    assert [found.together.one(what) for what in ("posting", "advertiser", "network")] == [True] * 3
    told = {each.fact: each for each in found.account.told}
    assert told["same_phone"].reads == "same phone number, one person behind it"
    assert told["same_phone"].source.startswith(("set:", "learned"))
    assert found.account.log_odds > found.threshold == DEFAULT.clusters.threshold
    assert found.account.log_odds == pytest.approx(sum(each.weight for each in told.values()) + found.account.prior)
    assert (found.ties, found.said, found.notes, len(found.chain)) == ((), (), (), 1)


def test_the_same_score_is_told_as_the_linkage_used(ring):
    found = explain_pair(ring, "appgroep:a1", "tweede:z1")
    assert found.chain[0].log_odds == pytest.approx(found.account.log_odds, abs=1e-3)


def test_without_a_reason_nothing_is_shown_and_the_machine_leaves_one_line(ring):
    found = explain_pair(ring, "appgroep:a1", "appgroep:a2")
    assert lines(ring) == ["open sealed content to compare it"]
    written = json.dumps(found.as_json())
    assert "Anna" not in written
    assert "station" not in written
    assert "061234" not in written
    assert found.left.name == "appgroep:a1"


def test_with_a_reason_each_advert_is_one_line_and_the_template_is_shown(ring):
    found = explain_pair(ring, "appgroep:a1", "appgroep:a3", REASON)
    assert (found.together.one("advertiser"), found.together.one("network")) == (False, True)
    assert [tie.by for tie in found.ties] == [("template",)]
    assert found.left.content["alias"] == "Anna"
    assert "Hallo ik ben [Anna | Carla] en ik werk" in found.templates[0].show()
    assert set(lines(ring)) == {"open an advert to judge a link"}
    assert len(lines(ring)) == 4
    with pytest.raises(Refused, match="--reason"):
        explain_pair(ring, "appgroep:a1", "appgroep:a2", " ")


def test_a_template_that_is_not_opened_is_told_of(ring):
    found = explain_pair(ring, "appgroep:a1", "appgroep:a3")
    assert found.templates == ()
    assert any("--reason" in note for note in found.notes)


def test_one_by_way_of_others_only_is_told_with_the_chain(ring):
    say(ring, question_on(ring, "appgroep:a1", "appgroep:a2", REASON), Word.SAME)
    say(ring, question_on(ring, "appgroep:a2", "appgroep:a3", REASON), Word.SAME)
    resolve(ring)
    found = explain_pair(ring, "appgroep:a1", "appgroep:a3")
    assert found.together.one("advertiser")
    assert [step.strongest.reads for step in found.chain] == ["a person said: same"] * 2
    assert found.account.log_odds < found.threshold
    assert found.chain[0].right == found.chain[1].left


def test_what_a_person_said_is_told_and_whether_it_holds_yet(ring):
    say(ring, question_on(ring, "appgroep:a1", "tweede:z1", REASON), Word.DIFFERENT, "two voices")
    found = explain_pair(ring, "appgroep:a1", "tweede:z1")
    assert [(word.said, word.reason) for word in found.said] == [(Word.DIFFERENT, "two voices")]
    assert any("does not hold yet" in note for note in found.notes)
    assert found.account.decided
    resolve(ring)
    found = explain_pair(ring, "appgroep:a1", "tweede:z1")
    assert not found.together.one("advertiser")
    assert not any("does not hold" in note for note in found.notes)


def test_expired_content_is_said_and_the_tokens_still_tell(ring):
    version = explain_pair(ring, "appgroep:a1", "tweede:z1").left.version
    expire(ring, version)
    found = explain_pair(ring, str(version), "tweede:z1", REASON)
    assert found.left.as_json()["content"] == "expired"
    assert found.left.content == {}
    assert any("content of A has expired" in note for note in found.notes)
    assert {"same_phone", "near_text", "same_alias"} <= {each.fact for each in found.account.told}


def test_a_network_is_explained_by_its_ties_and_its_template(ring):
    pair = explain_pair(ring, "appgroep:a1", "appgroep:a3")
    found = explain_network(ring, pair.together.network[0], REASON)
    assert sorted(found.advertisers.values()) == [1, 1, 1]
    assert {tie.by for tie in found.ties} == {("template",)}
    assert len(found.ties) == 3
    (template,) = found.texts.templates
    assert "ben [Anna | Bella | …] en ik werk" in template.show()
    assert json.loads(json.dumps(found.as_json()))["templates"][0]["texts"] == 3


def test_a_network_is_opened_for_a_reason_and_expired_texts_are_counted(ring):
    pair = explain_pair(ring, "appgroep:a1", "appgroep:a3")
    expire(ring, pair.right.version)
    with pytest.raises(Refused, match="--reason"):
        explain_network(ring, pair.together.network[0], "")
    found = explain_network(ring, pair.together.network[0], REASON)
    assert (found.texts.opened, found.texts.expired) == (2, 1)
    with pytest.raises(UnknownName, match="network"):
        explain_network(ring, 999_999, REASON)


def test_an_advert_that_is_not_here_or_not_linked_is_one_line(ring):
    with pytest.raises(UnknownName, match="board:advert_id"):
        explain_pair(ring, "appgroep:weg", "appgroep:a1")
    with pytest.raises(UnknownName):
        explain_pair(ring, "12", "appgroep:a1")
    with pytest.raises(BadInput, match="one version"):
        explain_pair(ring, "appgroep:a1", "appgroep:a1")
    import_records(ring, jsonl(record(9, text="Een nieuwe tekst")))
    assert any("adwatch resolve" in note for note in explain_pair(ring, "appgroep:a9", "appgroep:a1").notes)


def test_signals_alone_suffice_as_purpose_and_neither_does_not(ring, home):
    mandate = home / "config" / "mandate.toml"
    stated = '"figures", "signals", '
    mandate.write_text(mandate.read_text().replace(stated, '"signals", '))
    with open_office(home) as office:
        assert explain_pair(office, "appgroep:a1", "tweede:z1").together.one("advertiser")
    assert "signals" in list(audit_records(ring.store))[-1].attributes
    mandate.write_text(mandate.read_text().replace('"signals", ', ""))
    with open_office(home) as office, pytest.raises(Refused, match="figures"):
        explain_pair(office, "appgroep:a1", "tweede:z1")
    with open_office(home) as office, pytest.raises(Refused, match="figures"):
        changes_since(office, None)


def test_merges_and_splits_are_listed_the_latest_first(ring):
    assert changes_since(ring, None) == []
    question = question_on(ring, "appgroep:a1", "appgroep:a2", REASON)
    with ring.store.begin() as connection:
        before = {linkage.answers(connection)[record.version][1] for record in (question.left, question.right)}
    say(ring, question, Word.SAME)
    resolve(ring)
    say(ring, question, Word.DIFFERENT)
    resolve(ring)
    split, merge = changes_since(ring, ring.today)
    assert (split.kind, merge.kind) == ("split", "merge")
    assert {merge.advertiser, merge.other} == before
    assert str(merge) == f"{merge.other} is now part of {merge.advertiser}"
    assert split.advertiser == merge.advertiser
    assert merge.as_json()["change"] == "merge"
    assert changes_since(ring, date.today() + timedelta(days=2)) == []  # noqa: DTZ011 - any day after this one
