"""What people say of pairs: who is asked what, what is on record, and that it holds in the next run."""

from datetime import UTC, datetime

import pytest
from records import jsonl, record
from sqlalchemy import update

from adwatch.domain.decisions import Word
from adwatch.errors import BadInput, Refused, UnknownName
from adwatch.guard.audit import Reason
from adwatch.jobs.importing import import_records
from adwatch.jobs.labelling import question_on, questions, say
from adwatch.jobs.office import open_office
from adwatch.jobs.resolving import resolve
from adwatch.store import linkage, tables
from adwatch.store.audit import audit_records
from adwatch.store.decisions import last_words

TEXT = "Rustige massage in een warme kamer vlak bij het station, met {} en een kop thee, bel gerust een uur vooraf"
REASON = Reason("weekly look at doubtful links", "linkage_review")


@pytest.fixture
def town(office):
    """Two whose adverts agree in all, a third under their text, and strangers of one alias."""
    adverts = [
        record(1, text=TEXT.format("olie"), phones=["0612340001"], alias="Mirjam", age=31, prices={"60": 130}),
        record(2, text=TEXT.format("olie"), phones=["0612340001"], alias="Mirjam", age=31, prices={"60": 130}),
        record(3, text=TEXT.format("olie"), phones=["0612340003"], alias="Odette", age=52, prices={"60": 220}),
        record(4, text="Iets heel anders", alias="Mirjam", age=30),
        record(5, "2021-03-19", text="Nog iets anders", phones=["0612340003"], alias="Odette", age=51),
    ]
    import_records(office, jsonl(*adverts))
    resolve(office)
    return office


def names(question):
    return question.left.name, question.right.name


def one_advertiser(office, question):
    with office.store.begin() as connection:
        found = linkage.answers(connection)
    return found[question.left.version][1] == found[question.right.version][1]


def opened(office):
    return [line for line in audit_records(office.store) if line.name == "open an advert to judge a link"]


def test_each_advert_that_is_opened_is_one_line_with_its_reason(town):
    asked = list(questions(town, 3, REASON))
    assert len(asked) == 3
    lines = opened(town)
    assert len(lines) == 6
    assert {line.reason for line in lines} == {REASON.text}
    assert all('"dpl.core.data_subject_id_type":"advert_version"' in line.attributes for line in lines)
    assert asked[0].left.content["board"] == "appgroep"


def test_a_pair_is_opened_only_when_it_is_asked_about(town):
    asked = questions(town, 3, REASON)
    next(asked)
    assert len(opened(town)) == 2


def test_what_was_said_is_not_asked_again_unsure_included(town):
    first = list(questions(town, 20, REASON))
    for question, word in zip(first, (Word.UNSURE, Word.SAME, Word.DIFFERENT), strict=False):
        say(town, question, word)
    later = list(questions(town, 20, REASON))
    assert {names(each) for each in first[:3]} & {names(each) for each in later} == set()


def test_a_word_holds_in_the_next_runs_whatever_the_score(town):
    linked = question_on(town, "appgroep:a1", "appgroep:a2", REASON)
    apart = question_on(town, "appgroep:a3", "appgroep:a4", REASON)
    assert (linked.linked, apart.linked) == (True, False)
    say(town, linked, Word.DIFFERENT, "two voices on the phone")
    say(town, apart, Word.SAME)
    for _ in range(2):
        resolve(town)
        assert not one_advertiser(town, linked)
        assert one_advertiser(town, apart)
    import_records(town, jsonl(record(6, text=TEXT.format("kaarsen"), phones=["0612340001"], alias="Mirjam", age=31)))
    resolve(town)
    assert not one_advertiser(town, linked)
    assert one_advertiser(town, apart)


def test_a_later_word_takes_an_earlier_one_back(town):
    linked = question_on(town, "appgroep:a1", "appgroep:a2", REASON)
    say(town, linked, Word.DIFFERENT)
    resolve(town)
    say(town, linked, Word.UNSURE)
    resolve(town)
    assert one_advertiser(town, linked)


def test_who_said_what_when_and_why_is_kept(town):
    before = datetime.now(UTC)
    question = question_on(town, "appgroep:a2", "appgroep:a1", REASON)
    say(town, question, Word.DIFFERENT, "two voices on the phone")
    with town.store.begin() as connection:
        (word,) = last_words(connection)
    assert (word.said, word.reason, word.actor) == (Word.DIFFERENT, "two voices on the phone", town.trail.actor)
    assert {word.left_id, word.right_id} == {question.left.version, question.right.version}
    assert before <= word.said_at <= datetime.now(UTC)


def test_adverts_whose_content_has_expired_are_not_asked_about(town):
    with town.store.begin() as connection:
        connection.execute(update(tables.AdvertVersion).values(sealed=None, sealed_key_id=None))
    assert list(questions(town, 20, REASON)) == []
    with pytest.raises(BadInput, match="expired"):
        question_on(town, "appgroep:a1", "appgroep:a2", REASON)
    assert opened(town) == []


def test_without_reason_mandate_or_linkage_nobody_is_asked(office, home):
    with pytest.raises(Refused, match="--reason"):
        next(questions(office, 1, " "))
    with pytest.raises(BadInput, match="adwatch resolve"):
        next(questions(office, 1, REASON))
    mandate = home / "config" / "mandate.toml"
    mandate.write_text(mandate.read_text().replace('purposes = ["figures", "signals", ', "purposes = ["))
    with open_office(home) as lacking, pytest.raises(Refused, match="figures"):
        next(questions(lacking, 1, REASON))


@pytest.mark.parametrize(
    ("one", "other", "said"), [("appgroep:a1", "appgroep:a1", "one version"), ("appgroep:a1", "x", "'x'")]
)
def test_a_pair_that_is_none_is_said_in_one_line(town, one, other, said):
    with pytest.raises((BadInput, UnknownName), match=said):
        question_on(town, one, other, REASON)
