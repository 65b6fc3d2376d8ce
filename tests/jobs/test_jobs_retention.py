"""What has expired is gone, to the last byte; what is left goes on being linked and counted."""

import json
import random
import re
from datetime import date, timedelta

import pytest
from records import jsonl, record
from sqlalchemy import func, select, text, update

from adwatch.domain.decisions import Word
from adwatch.domain.sealed import Sealed
from adwatch.errors import BadInput, Refused
from adwatch.guard.audit import Reason, verify
from adwatch.guard.retention import last_of
from adwatch.jobs import retention as job
from adwatch.jobs.figures import area_named, figures_by_night, figures_of_period
from adwatch.jobs.frozen import frozen_note
from adwatch.jobs.importing import import_records
from adwatch.jobs.labelling import question_on, say
from adwatch.jobs.resolving import resolve
from adwatch.jobs.retention import report, run
from adwatch.specs.mandate import RetentionClass
from adwatch.store import linking, retention, tables
from adwatch.store.audit import audit_records
from adwatch.store.boards import board_ids
from adwatch.store.pages import write_page_states

PHONE, ALIAS = "0612340999", "Xantippe"
TEXT = "Een kolibrie van kaneel en zoethout wacht in de serre achter het oude gemaal op wie van rust en thee houdt"
TEA = "Rustige massage in een warme kamer vlak bij het station, met olie en een kop thee, bel gerust een uur vooraf"
SEA = "Aan zee geboren en dol op dansen ontvang ik u graag in mijn huis met tuin, vraag naar de lange middag samen"
WOOD = "Wandelen door het bos en daarna samen bij de haard, ik kook graag en luister goed naar wat u bezighoudt"
FIRST = date(2021, 3, 14)
A_DOUBT = Reason("a doubt", "exercise")
SOUNDS, VOWELS = "bdfghjklmnprstvwz", "aeiou"


def stranger(number, night="2021-03-14"):
    """Somebody with a name, a number and words of her own."""
    drawn = random.Random(number)
    words = ["".join(drawn.choice(pair) for pair in (SOUNDS, VOWELS) * 3) for _ in range(16)]
    phone = f"06123{number:05d}"
    return record(number, night, text=" ".join(words[1:]), alias=words[0].title(), age=20 + number % 40, phones=[phone])


def planted(number=1, night="2021-03-14", **fields):
    return record(number, night, **{"alias": ALIAS, "age": 31, "text": TEXT, "phones": [PHONE]} | fields)


def allow(office, **days):
    """Let the mandate state these days, as its officer would: in the file."""
    file = office.deployment.mandate_file
    written = file.read_text()
    for kept, length in days.items():
        written = re.sub(rf"^{kept} = .*$", f"{kept} = {length}", written, flags=re.MULTILINE)
    file.write_text(written)
    for read in ("mandate", "sealer"):
        office.__dict__.pop(read, None)


def count(office, table):
    with office.store.begin() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def held(office):
    query = select(func.count()).where(tables.AdvertVersion.sealed.is_not(None))
    with office.store.begin() as connection:
        return connection.execute(query).scalar_one()


def answers(office):
    """Posting and advertiser of every version."""
    with office.store.begin() as connection:
        return {row[0]: (row[1], row[2]) for row in linking.all_answers(connection).tolist()}


def deleted(result):
    return {each.kept.value: each.count for each in result.deleted}


def on(office, day, **days):
    if days:
        allow(office, **days)
    office.today = day
    return run(office)


def take_in(office, *records):
    assert not import_records(office, jsonl(*records)).bad


# Clocks


def test_content_is_kept_on_its_last_day_and_gone_on_the_next(office):
    allow(office, content=30)
    take_in(office, planted())
    assert deleted(on(office, FIRST + timedelta(days=30)))["content"] == 0
    assert held(office) == 1
    assert deleted(on(office, FIRST + timedelta(days=31)))["content"] == 1
    assert held(office) == 0


def test_content_that_is_read_again_is_kept_as_long_anew(office):
    allow(office, content=30)
    take_in(office, planted(), planted(night="2021-04-01"))
    assert deleted(on(office, FIRST + timedelta(days=31)))["content"] == 0


def test_a_mandate_that_became_shorter_holds_for_what_is_there(office):
    take_in(office, planted())
    assert deleted(on(office, FIRST + timedelta(days=31), content=30))["content"] == 1


def test_a_mandate_that_became_longer_does_not_stretch_what_was_promised(office):
    allow(office, content=30)
    take_in(office, planted())
    assert deleted(on(office, FIRST + timedelta(days=31), content=300))["content"] == 1


def test_what_a_review_holds_stays_up_to_the_last_day_of_the_hold(office):
    take_in(office, planted(1), planted(2))
    with office.store.begin() as connection:
        one = connection.execute(select(func.min(tables.AdvertVersion.id))).scalar_one()
        until = date(2021, 6, 1)
        connection.execute(update(tables.AdvertVersion).where(tables.AdvertVersion.id == one).values(hold_until=until))
    result = on(office, date(2021, 6, 1), content=10, tokens=10, sightings=10)
    assert deleted(result) == {"content": 1, "tokens": 1, "sightings": 1}
    assert (held(office), count(office, tables.Sighting), count(office, tables.AdvertVersion)) == (1, 1, 1)
    assert deleted(on(office, date(2021, 6, 2))) == {"content": 1, "tokens": 1, "sightings": 1}
    assert count(office, tables.AdvertVersion) == 0


def test_deletion_goes_on_when_the_mandate_has_expired(office):
    take_in(office, planted())
    file = office.deployment.mandate_file
    file.write_text(file.read_text().replace("2099-12-31", "2021-12-31"))
    result = on(office, date(2022, 6, 1), content=30, tokens=30, sightings=30)
    assert deleted(result) == {"content": 1, "tokens": 1, "sightings": 1}
    with pytest.raises(Refused, match="expired"):
        resolve(office)


def test_a_class_without_days_is_named_once_the_others_are_dealt_with(office):
    take_in(office, planted())
    allow(office, content=30)
    file = office.deployment.mandate_file
    file.write_text(re.sub(r"^tokens = .*\n", "", file.read_text(), flags=re.MULTILINE))
    office.__dict__.pop("mandate", None)
    office.today = date(2022, 6, 1)
    with pytest.raises(Refused, match=r"retention\.tokens is missing"):
        run(office)
    assert held(office) == 0
    kept = {each.kept: each for each in report(office)}
    assert (kept[RetentionClass.TOKENS].days, kept[RetentionClass.TOKENS].note) == (
        None,
        "the mandate lacks retention.tokens",
    )


def test_a_dry_run_tells_and_deletes_nothing(office):
    take_in(office, planted())
    allow(office, content=30, tokens=40, sightings=50)
    office.today = FIRST + timedelta(days=45)
    lines = len(list(audit_records(office.store)))
    assert deleted(run(office, dry_run=True)) == {"content": 1, "tokens": 1, "sightings": 0}
    later = run(office, today=FIRST + timedelta(days=51), dry_run=True)
    assert deleted(later) == {"content": 1, "tokens": 1, "sightings": 1}
    assert (held(office), count(office, tables.Feature) > 0, count(office, tables.Sighting)) == (1, True, 1)
    assert len(list(audit_records(office.store))) == lines
    assert report(office)[0].mark is None


def test_a_day_that_is_not_here_yet_deletes_nobody_who_lives(office):
    take_in(office, planted())
    office.today = FIRST
    file = office.deployment.mandate_file
    file.write_text(file.read_text().replace("invented = true", "invented = false"))
    allow(office)
    with pytest.raises(Refused, match="--today"):
        run(office, today=FIRST + timedelta(days=1))
    run(office, today=FIRST + timedelta(days=1), dry_run=True)
    run(office, today=FIRST)


# Linkage afterwards


@pytest.fixture
def town(office):
    """Strangers, forty early and twenty late; two persons who have early and late adverts; all linked."""
    take_in(
        office,
        *map(stranger, range(100, 140)),
        planted(1),
        planted(2, text=f"{TEXT} nu ook op zondag"),
        record(3, alias="Odette", age=31, text=WOOD, phones=["0612340002"]),
    )
    resolve(office)
    take_in(office, *(stranger(number, "2021-05-01") for number in range(200, 220)))
    take_in(office, planted(4, "2021-05-01", text=TEA), planted(5, "2021-05-01", text=TEA + " en honing"))
    take_in(office, record(6, "2021-05-01", alias="Odette", age=31, text=SEA, phones=["0612340002"]))
    resolve(office)
    return office


def version_of(office, number):
    advert = office.sealer.advert_token("appgroep", f"a{number}").digest
    query = select(tables.Advert.version_id).where(tables.Advert.token == advert)
    with office.store.begin() as connection:
        return connection.execute(query).scalar_one()


def test_content_gone_changes_nobody(town):
    before = answers(town)
    on(town, date(2021, 5, 2), content=10)
    assert held(town) == 23
    assert (resolve(town).full, answers(town)) == (False, before)
    assert (resolve(town, full=True).full, answers(town)) == (True, before)


def test_who_has_no_tokens_any_more_stays_with_the_advertiser_they_were_linked_to(town):
    before = answers(town)
    assert before[version_of(town, 1)][1] == before[version_of(town, 4)][1]
    result = on(town, date(2021, 5, 2), tokens=10)
    assert deleted(result)["tokens"] == 43
    assert (resolve(town).new, answers(town)) == (0, before)
    assert resolve(town, full=True).splits == 0
    assert answers(town) == before
    assert resolve(town, train=True).splits == 0
    assert answers(town) == before


def test_a_new_advert_joins_an_advertiser_of_whom_part_has_no_tokens_any_more(town):
    before = answers(town)
    on(town, date(2021, 5, 2), tokens=10)
    take_in(town, planted(7, "2021-05-02", text=TEA))
    result = resolve(town)
    after = answers(town)
    assert (result.full, result.splits, result.merges) == (False, 0, 0)
    assert after[version_of(town, 7)][1] == before[version_of(town, 1)][1]
    assert {version: after[version] for version in before} == before


def test_an_advert_that_is_edited_after_its_tokens_expired_is_linked_beside_what_it_said_before(town):
    before = answers(town)
    on(town, date(2021, 5, 2), tokens=10)
    take_in(town, planted(1, "2021-05-02", text=f"{TEA} en een koekje"))
    result = resolve(town)
    after = answers(town)
    assert (result.full, result.splits, result.merges) == (False, 0, 0)
    assert after[version_of(town, 1)][1] == before[version_of(town, 2)][1]
    assert {version: after[version] for version in before} == before


@pytest.mark.parametrize("full", [False, True])
def test_a_merge_takes_those_without_tokens_along(town, full):
    before = answers(town)
    on(town, date(2021, 5, 2), tokens=10)
    both = planted(8, "2021-05-02", text=SEA, phones=[PHONE, "0612340002"])
    take_in(town, both, {**both, "advert_id": "a9"})
    assert resolve(town, full=full).merges == 1
    after = answers(town)
    kept = before[version_of(town, 4)][1]  # of the two, the one with more adverts that compare
    assert {after[version_of(town, number)][1] for number in (1, 2, 3, 4, 6, 8)} == {kept}
    assert set(after) >= set(before)


def test_an_advert_that_comes_back_after_its_tokens_expired_is_linked_anew(town):
    before = answers(town)
    on(town, date(2021, 5, 2), tokens=10)
    town.today = date(2021, 5, 3)
    take_in(town, planted(1, "2021-05-03"))
    assert resolve(town, full=True).splits == 0
    assert answers(town)[version_of(town, 1)][1] == before[version_of(town, 1)][1]
    assert deleted(on(town, date(2021, 5, 20)))["tokens"] == 24


def test_sightings_gone_take_their_adverts_along_and_ids_stay(town):
    before = answers(town)
    say(town, question_on(town, "appgroep:a1", "appgroep:a3", A_DOUBT), Word.DIFFERENT)
    result = on(town, date(2021, 5, 2), tokens=10, sightings=20)
    assert deleted(result)["sightings"] == 43
    assert (count(town, tables.AdvertVersion), count(town, tables.Advert)) == (23, 23)
    assert (count(town, tables.PairDecision), count(town, tables.Membership)) == (0, len(set(answers(town).values())))
    left = answers(town)
    assert left == {version: before[version] for version in left}
    assert resolve(town).full is False
    assert answers(town) == left
    resolve(town, full=True)
    assert answers(town) == left


def test_a_word_said_after_earlier_words_expired_counts(town):
    say(town, question_on(town, "appgroep:a1", "appgroep:a3", A_DOUBT), Word.DIFFERENT)
    resolve(town)
    on(town, date(2021, 5, 2), sightings=20)
    assert answers(town)[version_of(town, 4)][1] == answers(town)[version_of(town, 5)][1]
    say(town, question_on(town, "appgroep:a4", "appgroep:a5", A_DOUBT), Word.DIFFERENT)
    assert resolve(town).splits == 1
    assert answers(town)[version_of(town, 4)][1] != answers(town)[version_of(town, 5)][1]


def test_an_id_that_is_gone_is_never_given_again(town):
    greatest = max(max(each) for each in answers(town).values())
    on(town, date(2022, 5, 3), content=10, tokens=10, sightings=20)
    assert (count(town, tables.AdvertVersion), answers(town)) == (0, {})
    resolve(town)
    resolve(town, full=True)
    take_in(town, planted(1, "2022-05-03"), stranger(100, "2022-05-03"))
    resolve(town)
    assert min(min(each) for each in answers(town).values()) > greatest


# Figures of what is gone


def assen(office, first, last, name="Assen", province=None):
    return figures_of_period(office, area_named(None if province else name, province), first, last)


@pytest.fixture
def spring(office):
    """Adverts every night from March to July; one stays in Assen over the end of March, one in Meppel."""
    days = [date(2021, 3, 1) + timedelta(days=offset) for offset in range(140)]
    rows = [stranger(100, night.isoformat()) | {"origin": "Brazilië"} for night in days[20:40]]
    rows += [stranger(101, night.isoformat()) | {"municipality": "Meppel", "origin": "Nederland"} for night in days]
    rows += [stranger(102, night.isoformat()) for night in days if night.day < 9]
    take_in(office, *rows)
    resolve(office)
    return office


GROUPINGS = ("m49", "cbs", "country")
NIGHTS = (date(2021, 3, 1), date(2021, 7, 18))


def test_figures_of_closed_months_are_what_they_were(spring):
    months = [(date(2021, month, 1), last_of(date(2021, month, 1))) for month in (3, 4, 5)]
    areas = [("Assen", None), ("Meppel", None), (None, "Drenthe")]
    cases = [(area_named(*area), *month) for area in areas for month in months]
    before = [figures_of_period(spring, *case, grouping) for case in cases for grouping in GROUPINGS]
    by_night = [figures_by_night(spring, area_named(*area), *NIGHTS) for area in areas]
    result = on(spring, date(2021, 7, 19), sightings=80)
    assert deleted(result)["sightings"] > 60
    assert result.unlinked == 0
    assert count(spring, tables.FigureMonth) == 3 * 3
    assert [figures_of_period(spring, *case, grouping) for case in cases for grouping in GROUPINGS] == before
    assert before[0].unique_advertisers == 2
    assert [figures_by_night(spring, area_named(*area), *NIGHTS) for area in areas] == by_night


def test_a_period_whose_sightings_are_gone_is_refused_and_never_zero(spring):
    whole = assen(spring, *NIGHTS)
    on(spring, date(2021, 7, 19), sightings=80)
    with pytest.raises(BadInput, match=r"before 2021-04-30 have expired.*one whole month.*--by night"):
        assen(spring, *NIGHTS)
    with pytest.raises(BadInput, match="2021-04-30"):
        assen(spring, date(2021, 4, 2), date(2021, 4, 29))
    assert assen(spring, date(2021, 4, 30), NIGHTS[1]).unique_advertisers == 1
    assert whole.unique_advertisers == 2


def test_a_reader_is_told_what_is_frozen(spring):
    on(spring, date(2021, 7, 19), sightings=80)
    march = (date(2021, 3, 1), date(2021, 3, 31))
    assert "2021-03-01 to 2021-03-31 is frozen" in frozen_note(spring, *march, by_night=False)
    assert "2021-03-20 to 2021-05-31 is frozen" in frozen_note(spring, date(2021, 3, 20), NIGHTS[1], by_night=True)
    assert frozen_note(spring, date(2021, 6, 1), date(2021, 6, 30), by_night=False) is None


def test_a_closed_month_is_never_counted_again(spring):
    on(spring, date(2021, 7, 19), sightings=80)
    before = assen(spring, date(2021, 4, 1), date(2021, 4, 30))
    take_in(spring, stranger(107, "2021-04-30"))
    resolve(spring)
    on(spring, date(2021, 7, 20))
    assert assen(spring, date(2021, 4, 1), date(2021, 4, 30)) == before


def test_what_was_not_linked_in_time_is_told(spring):
    take_in(spring, stranger(103, "2021-03-02"))
    assert on(spring, date(2021, 7, 19), sightings=80).unlinked == 1


# To the last byte


def remains(office, folder):
    """Every byte that the deployment holds: its files, and the rows of every table as the server dumps them."""
    files = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    if office.store.dialect == "sqlite":
        return files
    with office.store.begin() as connection:
        names = tables.Table.metadata.tables
        dumps = (text(f'SELECT t::text FROM "{name}" t') for name in names)  # noqa: S608 - names of our own tables
        rows = [row[0] for dump in dumps for row in connection.execute(dump)]
    return files + "\n".join(rows).encode()


def stands(office, folder, value):
    """Whether `value` stands anywhere, as it is or in hexadecimal."""
    everything = remains(office, folder)
    return value in everything or value.hex().encode() in everything


def secrets_of(office):
    """What is stored of contents and of tokens, and of adverts' own names."""
    version, advert = tables.AdvertVersion, tables.Advert
    with office.store.begin() as connection:
        blobs = connection.execute(select(version.sealed)).scalars().all()
        pages = connection.execute(select(tables.PageState.sealed)).scalars().all()
        tokens = connection.execute(select(tables.Feature.token)).scalars().all()
        prints = connection.execute(select(tables.Signature.signature)).scalars().all()
        contents = connection.execute(select(version.content_token)).scalars().all()
        names = connection.execute(select(advert.token)).scalars().all()
    return [*blobs, *pages], [*tokens, *prints, *contents], names


def test_nothing_that_expired_stands_in_any_byte(office, tmp_path):
    take_in(office, planted(), *map(stranger, range(100, 400)))
    resolve(office)
    with office.store.begin() as connection:
        board = board_ids(connection, ["bord"], imported=False)["bord"]
        page = office.sealer.page_token("https://bord.example/assen")
        write_page_states(connection, board, FIRST, {page: Sealed("k", b"a page as it was last read")}, FIRST)
    contents, marks, names = secrets_of(office)
    for plain in (PHONE, "612340999", ALIAS, ALIAS.lower(), "kolibrie"):
        assert not stands(office, tmp_path, plain.encode())
    for each in (contents, marks, names):
        assert all(stands(office, tmp_path, value) for value in (each[0], each[len(each) // 2], each[-1]))
    on(office, FIRST + timedelta(days=11), content=10)
    left = remains(office, tmp_path)
    assert not [value for value in contents if value in left or value.hex().encode() in left]
    assert stands(office, tmp_path, marks[0])
    on(office, FIRST + timedelta(days=21), tokens=20)
    left = remains(office, tmp_path)
    assert not [value for value in marks if value in left or value.hex().encode() in left]
    assert stands(office, tmp_path, names[0])
    assert on(office, FIRST + timedelta(days=31), sightings=30).compacted
    left = remains(office, tmp_path)
    assert not [value for value in names if value in left or value.hex().encode() in left]


# Runs


def test_one_line_a_class_with_its_count_and_no_id(office):
    take_in(office, planted(1), planted(2))
    lines = len(list(audit_records(office.store)))
    on(office, FIRST + timedelta(days=11), content=10)
    trail = list(audit_records(office.store))
    assert [line.name for line in trail[lines:]] == [
        "delete content that has expired",
        "delete tokens that has expired",
        "delete sightings that has expired",
    ]
    told = json.loads(trail[lines].attributes)
    assert (told["adwatch.count"], told["dpl.core.data_subject_id"]) == (2, "")
    assert told["dpl.core.processing_activity_id"].endswith("retention")
    assert "kept for 10 days" in trail[lines].reason
    assert verify(trail).intact


def test_a_run_that_was_interrupted_is_taken_up_by_the_next(office, monkeypatch):
    take_in(office, *map(stranger, range(100, 107)))
    monkeypatch.setattr(job, "BATCH", 2)
    take, batches = retention.take_contents, []

    def stop_at_the_third(connection, versions):
        batches.append(len(versions))
        if len(batches) == 3:
            raise KeyboardInterrupt
        take(connection, versions)

    with monkeypatch.context() as patch:
        patch.setattr(retention, "take_contents", stop_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            on(office, FIRST + timedelta(days=11), content=10)
    assert held(office) == 3
    assert deleted(run(office))["content"] == 3
    assert held(office) == 0


def test_what_could_not_be_cleared_out_of_the_files_is_cleared_by_the_next_run(office, monkeypatch):
    take_in(office, planted())
    with monkeypatch.context() as patch:
        patch.setattr(job, "compact", lambda _: False)
        assert on(office, FIRST + timedelta(days=11), content=10).compacted is False
    assert run(office).compacted is True
    assert run(office).compacted is None


def test_progress_is_shown(office):
    take_in(office, *map(stranger, range(100, 103)))
    allow(office, content=10, tokens=10, sightings=10)
    office.today = FIRST + timedelta(days=11)
    seen = []
    run(office, watch=lambda *step: seen.append(step))
    assert ("contents deleted", 0, 3) in seen
    assert ("nights deleted", 0, 1) in seen
    assert ("adverts deleted", 0, 3) in seen
    assert seen[-1][0] == "files"


def test_the_report_says_what_is_kept_what_is_due_and_when_it_was_looked_through(office):
    take_in(office, planted(1), planted(2, "2021-03-20"))
    allow(office, content=10, tokens=20, sightings=300)
    office.today = FIRST + timedelta(days=11)
    kept = {each.kept.value: each for each in report(office)}
    assert list(kept) == [each.value for each in RetentionClass]
    content, tokens, sightings = (kept[name] for name in ("content", "tokens", "sightings"))
    assert (content.standing.rows, content.standing.due, content.soon) == (2, 1, 1)
    assert (tokens.standing.rows, tokens.standing.due, tokens.soon) == (2, 0, 2)
    assert (sightings.standing.rows, sightings.standing.due, sightings.soon) == (2, 0, 0)
    assert content.standing.oldest == tokens.standing.oldest == sightings.standing.oldest == FIRST
    assert content.mark is None
    run(office)
    told = report(office)[0].as_json()
    assert (told["rows"], told["due_now"], told["oldest"], told["last_deleted"]) == (1, 0, "2021-03-20", 1)
    assert told["last_run"] is not None
