"""A reason for every look: its ground, and a line for what was looked for and is not here."""

import json

import pytest
from records import jsonl, record

from adwatch.errors import Refused, UnknownName
from adwatch.guard.audit import Reason
from adwatch.jobs.explaining import explain_pair
from adwatch.jobs.importing import import_records
from adwatch.jobs.labelling import question_on, questions
from adwatch.jobs.looking import COMPARING, open_to_read
from adwatch.jobs.looking import look as look_at
from adwatch.jobs.networks import explain_network
from adwatch.jobs.office import open_office
from adwatch.jobs.resolving import resolve
from adwatch.store.audit import audit_records

PAIR = ("appgroep:a1", "appgroep:a2")
REASON = Reason("a doubt", "linkage_review")


@pytest.fixture
def town(office):
    import_records(office, jsonl(record(1, text="Rust en thee"), record(2, text="Thee en rust")))
    resolve(office)
    return office


def since(office, before):
    return list(audit_records(office.store))[before:]


@pytest.fixture
def before(town):
    return len(list(audit_records(town.store)))


def test_every_look_stands_with_ground_and_words(town, before):
    explain_pair(town, *PAIR, REASON)
    lines = since(town, before)
    assert len(lines) == 2
    assert {(line.ground, line.reason) for line in lines} == {("linkage_review", "a doubt")}


@pytest.mark.parametrize(
    "reason", ["a doubt", Reason("a doubt"), Reason("a doubt", "weather"), Reason(" ", "exercise")]
)
def test_without_a_declared_ground_and_words_nothing_is_opened(town, before, reason):
    looks = (
        lambda: explain_pair(town, *PAIR, reason),
        lambda: explain_network(town, 1, reason),
        lambda: question_on(town, *PAIR, reason),
        lambda: next(questions(town, 1, reason)),
    )
    for look in looks:
        with pytest.raises(Refused, match=r"--ground|--reason|grounds lacks"):
            look()
    with pytest.raises(Refused, match=r"--ground|--reason|grounds lacks"):
        open_to_read(town, lookup := look_at(town), lookup.row_of, reason)
    assert since(town, before) == []


def test_a_mandate_without_grounds_takes_words_alone(town, home):
    mandate = home / "config" / "mandate.toml"
    mandate.write_text(mandate.read_text().partition("[grounds]")[0])
    with open_office(home) as plain:
        found = explain_pair(plain, *PAIR, "a doubt")
        assert found.left.content["text"] == "Rust en thee"
        assert {line.ground for line in list(audit_records(plain.store))[-2:]} == {""}
        with pytest.raises(Refused, match="declares none"):
            explain_pair(plain, *PAIR, REASON)


@pytest.mark.parametrize(("reason", "said"), [(None, COMPARING), (REASON, "a doubt")])
def test_a_search_that_found_nothing_is_on_record_and_does_not_say_for_what(town, before, reason, said):
    with pytest.raises(UnknownName):
        explain_pair(town, "appgroep:weg", "appgroep:a1", reason)
    (line,) = since(town, before)
    attributes = json.loads(line.attributes)
    assert (line.name, line.reason) == ("look for advert and find none", said)
    assert (attributes["adwatch.count"], attributes["dpl.core.data_subject_id_type"]) == (0, "advert")
    assert len(attributes["dpl.core.data_subject_id"]) > 64
    assert "weg" not in repr(line)


def test_a_network_that_is_not_here_is_on_record(town, before):
    with pytest.raises(UnknownName):
        explain_network(town, 999_999, REASON)
    (line,) = since(town, before)
    assert (line.name, line.ground) == ("look for network and find none", "linkage_review")
