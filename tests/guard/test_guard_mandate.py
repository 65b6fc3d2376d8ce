from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.errors import ConfigFault, Refused, UnknownName
from adwatch.guard.audit import Reason
from adwatch.guard.mandate import FAULTS, Mandate, State, load_mandate, says_invented
from adwatch.specs.bundled import bundled
from adwatch.specs.mandate import MandateOption, MandateSpec, Purpose, RetentionClass

PLACES = {"Assen": {"GM0106"}, "GM0106": {"GM0106"}, "Drenthe": {"GM0106", "GM0114"}}
TODAY = date(2026, 6, 1)

REAL = """
controller = "Municipality of Voorbeeld"
legal_basis = "Voorbeeldwet, article 1"
dpia = "2026-01"
officer = "fg@voorbeeld.example"
purposes = ["figures"]
boards = ["marktvoorbeeld"]
municipalities = ["Drenthe"]
valid_from = 2026-01-01
valid_until = 2026-12-31

[retention]
content = 90
tokens = 365
sightings = 730
signals = 90
contacts = 365
releases = 1825
audit = 1825
"""


def resolve(name: str) -> set[str]:
    try:
        return PLACES[name]
    except KeyError:
        raise UnknownName("municipality", name) from None


@pytest.fixture
def write(tmp_path: Path):
    def load(text: str = REAL) -> Mandate:
        path = tmp_path / "mandate.toml"
        path.write_text(text)
        return load_mandate(path, resolve)

    return load


def test_what_is_mandated_is_allowed(write):
    mandate = write()
    mandate.require(Purpose.FIGURES, TODAY)
    mandate.require_crawl("marktvoorbeeld", "GM0114", "marktvoorbeeld.example")
    assert mandate.covers("GM0106")
    assert not mandate.invented


def test_a_missing_purpose_is_named_with_the_line_to_write(write):
    with pytest.raises(Refused) as caught:
        write().require(Purpose.LIAISON, TODAY)
    assert caught.value.exit_code == 3
    said = 'mandate.toml: purposes lacks "liaison"; where it is mandated, write the line: '
    assert str(caught.value).endswith(said + 'purposes = ["figures", "liaison"]')


@pytest.mark.parametrize(
    "key", ["controller", "legal_basis", "dpia", "officer", "valid_from", "valid_until", "signals"]
)
def test_a_missing_line_is_named(write, key):
    text = "\n".join(line for line in REAL.splitlines() if not line.startswith(f"{key} ="))
    with pytest.raises(Refused, match=rf"mandate.toml: (retention\.)?{key} is missing; add"):
        write(text).require(Purpose.FIGURES, TODAY)


def test_an_unfilled_template_is_refused_by_its_first_line():
    mandate = load_mandate(bundled("config") / "mandate.toml", resolve)
    with pytest.raises(Refused, match="controller is not filled in; write a line such as"):
        mandate.require_valid(TODAY)


def test_an_empty_statement_is_none(write):
    with pytest.raises(Refused, match="dpia is missing"):
        write(REAL.replace('"2026-01"', '" "')).require_valid(TODAY)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2025, 12, 31), "valid_from = 2026-01-01: the mandate does not hold yet"),
        (date(2027, 1, 1), "valid_until = 2026-12-31: the mandate has expired"),
    ],
)
def test_outside_its_term_it_allows_nothing_but_deletion(write, on, said):
    mandate = write()
    with pytest.raises(Refused, match=said):
        mandate.require(Purpose.FIGURES, on)
    assert mandate.retention_days(RetentionClass.CONTENT) == 90


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_its_first_and_last_day_count(write, on):
    write().require_valid(on)


@pytest.mark.parametrize(
    ("board", "municipality", "said"),
    [("other", "GM0106", 'boards lacks "other"'), ("marktvoorbeeld", "GM0363", 'municipalities lacks "GM0363"')],
)
def test_a_board_or_municipality_outside_it_is_refused(write, board, municipality, said):
    with pytest.raises(Refused, match=said):
        write().require_crawl(board, municipality, "x.example")


def test_options_are_refused_unless_named(write):
    mandate = write()
    assert not mandate.option(MandateOption.PHOTO_FINGERPRINTS)
    with pytest.raises(Refused, match=r'options lacks "photo_fingerprints".*options = \["photo_fingerprints"\]'):
        mandate.require_option(MandateOption.PHOTO_FINGERPRINTS)
    write('options = ["page_evidence"]').require_option(MandateOption.PAGE_EVIDENCE)


def test_the_invented_mandate_allows_all_on_this_machine_alone():
    mandate = load_mandate(bundled("config") / "mandate-invented.toml", resolve)
    for purpose in Purpose:
        mandate.require(purpose, TODAY)
    for option in MandateOption:
        mandate.require_option(option)
    for host in ("127.0.0.1", "::1", "localhost"):
        mandate.require_crawl("any", "GM0363", host)
    with pytest.raises(Refused, match=r"invented = true .* not 'board.example'"):
        mandate.require_crawl("any", "GM0363", "board.example")


def test_no_mandate_is_a_refusal(tmp_path):
    with pytest.raises(Refused, match="there is no mandate"):
        load_mandate(tmp_path / "mandate.toml", resolve)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["Drenthe"]', '["Drenthe", "Atlantis"]', r"municipalities\[1\]: found 'Atlantis'"),
        (
            '["figures"]',
            '["spying"]',
            r"purposes.*: found 'spying', allowed: 'figures', 'signals', 'outreach' or 'liaison'",
        ),
        ("purposes", "purpose", "did you mean 'purposes'"),
        ("audit = 1825", "audit = 0", "retention.audit: found 0, allowed: 1 or more"),
        ("2026-12-31", '"later"', "valid_until: found 'later', allowed: a date"),
    ],
)
def test_what_it_may_not_say_is_a_fault_of_the_file(write, old, new, said):
    with pytest.raises(ConfigFault, match=said):
        write(REAL.replace(old, new))


def test_a_mandate_for_everything_covers_everything(write):
    mandate = write(REAL.replace('"Drenthe"', '"*"').replace('"marktvoorbeeld"', '"*"'))
    assert mandate.codes is None
    mandate.require_crawl("any", "GM9999", "x.example")
    assert replace(mandate, codes=frozenset()).covers("GM0106") is False


GROUNDS = '\n[grounds]\nreview = "A doubt about a link"\nhelp = "Reaching somebody"\n'


def test_a_ground_is_asked_for_where_the_mandate_declares_some(write):
    mandate = write(REAL + GROUNDS)
    assert mandate.require_ground(Reason("a doubt", "review")) == Reason("a doubt", "review")
    for stated in ("a doubt", Reason("a doubt")):
        with pytest.raises(Refused, match="--ground NAME, one of: review, help"):
            mandate.require_ground(stated)
    with pytest.raises(Refused, match=r"mandate.toml: grounds lacks 'weather'; declared: review, help"):
        mandate.require_ground(Reason("a doubt", "weather"))


def test_without_grounds_a_reason_in_words_will_do(write):
    assert write().require_ground("a doubt") == Reason("a doubt")
    with pytest.raises(Refused, match="leave out --ground"):
        write().require_ground(Reason("a doubt", "review"))


@pytest.mark.parametrize(
    ("line", "said"),
    [('Review = "x"', "grounds"), ('review = ""', "grounds.review"), ("review = 3", "grounds.review: found 3")],
)
def test_a_ground_is_a_short_name_with_a_meaning(write, line, said):
    with pytest.raises(ConfigFault, match=said):
        write(f"{REAL}\n[grounds]\n{line}\n")


def states(mandate, on=TODAY):
    return {statement.key: statement.state for statement in mandate.statements(on)}


def test_every_statement_is_told_of_with_its_state(write):
    mandate = write(REAL + GROUNDS)
    assert set(states(mandate).values()) == {State.STATED, State.NONE}
    assert states(mandate)["options"] is State.NONE
    assert {key for key in states(mandate) if key.startswith("grounds")} == {"grounds.review", "grounds.help"}
    said = {statement.key: statement.said for statement in mandate.statements(TODAY)}
    assert (said["purposes"], said["retention.content"], said["valid_until"]) == ("figures", "90 days", "2026-12-31")
    mandate.require_complete(TODAY)


@pytest.mark.parametrize(
    ("old", "new", "key", "state"),
    [
        ('officer = "fg@voorbeeld.example"', "", "officer", State.MISSING),
        ('"Voorbeeldwet, article 1"', '"FILL IN: statute"', "legal_basis", State.UNFILLED),
        ('["figures"]', "[]", "purposes", State.MISSING),
        ('["marktvoorbeeld"]', "[]", "boards", State.MISSING),
        ('["Drenthe"]', "[]", "municipalities", State.MISSING),
        ("content = 90", "", "retention.content", State.MISSING),
        ("2026-12-31", "2026-05-31", "valid_until", State.EXPIRED),
        ("2026-01-01", "2026-06-02", "valid_from", State.NOT_YET),
    ],
)
def test_what_is_lacking_is_told_and_makes_it_incomplete(write, old, new, key, state):
    mandate = write(REAL.replace(old, new))
    assert {name for name, found in states(mandate).items() if found in FAULTS} == {key}
    assert states(mandate)[key] is state
    with pytest.raises(Refused, match=key):
        mandate.require_complete(TODAY)


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_days_left_end_with_the_mandate(on):
    spec = MandateSpec(valid_until=date(2026, 12, 31))
    left = Mandate(spec, "m", None).days_left(on)
    assert left == len(range(on.toordinal(), date(2027, 1, 1).toordinal()))
    assert Mandate(MandateSpec(), "m", None).days_left(on) is None


def test_a_mandate_says_whether_it_is_for_invented_people(tmp_path):
    assert says_invented(bundled("config") / "mandate-invented.toml")
    assert not says_invented(bundled("config") / "mandate.toml")
    assert not says_invented(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("invented = true\nnonsense")
    assert not says_invented(tmp_path / "broken.toml")
