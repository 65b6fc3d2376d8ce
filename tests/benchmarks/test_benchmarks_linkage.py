"""What the linkage benchmark counts and claims, on cases that can be counted by hand."""

from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from adwatch.demo.noise import HABITS
from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.index import build_index
from adwatch.resolve.linkage import link
from adwatch.resolve.scoring import score
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.table import Sightings
from adwatch.resolve.weights import weigh
from benchmarks.linkage.corpora import demo_corpus, demo_versions
from benchmarks.linkage.counts import count_errors, quarter_of
from benchmarks.linkage.oracle import find_oracle, weigh_by_labels
from benchmarks.linkage.run import write
from benchmarks.linkage.scores import score_labels
from benchmarks.linkage.sections import Section

FEW_PEOPLE = replace(HABITS, supply=0.12)
JANUARY = 18_628
"""1 January 2021, in days since 1970."""


@pytest.fixture(scope="module")
def small():
    return demo_corpus(401, FEW_PEOPLE)


def test_quarters_begin_with_their_first_night():
    nights = np.array([JANUARY - 1, JANUARY, JANUARY + 89, JANUARY + 90], np.int32)
    assert np.diff(quarter_of(nights)).tolist() == [1, 0, 1]


def test_counts_are_off_by_whom_the_linkage_joins_or_parts():
    rows = np.array([0, 1, 2, 0], np.int32)
    nights = np.array([JANUARY] * 3 + [JANUARY + 1], np.int32)
    sightings = Sightings(row=rows, night=nights, municipality=np.zeros(4, np.int32))
    errors = count_errors(sightings, ["a", "b", "b"], np.array([0, 1, 2]))
    assert (errors.quarter_off, errors.quarter_bias) == (0.5, 0.5)
    assert (errors.night_off, errors.night_mean) == (0.5, 1.5)
    none = count_errors(sightings, ["a", "b", "b"], np.array([7, 3, 3]))
    assert (none.quarter_off, none.night_off) == (0, 0)


def test_the_oracle_is_not_behind_the_linkage_it_judges(small):
    oracle = find_oracle(small)
    assert oracle.f1 >= score_labels(small.truth, link(small.table).advertiser).f1 - 0.005
    assert 0.2 < oracle.reach <= 1


def test_weights_from_labels_leave_anchored_facts_and_the_evidence_alone(small):
    index = build_index(small.table)
    pairs = find_candidates(index, DEFAULT.blocking).pairs
    own = weigh()
    evidence = score(index, pairs, own)
    before = evidence.weight.copy()
    person = np.unique(np.array(small.truth), return_inverse=True)[1]
    told = weigh_by_labels(evidence, person[pairs.left] == person[pairs.right], own)
    anchored = own.anchor.any(axis=1)
    assert np.array_equal(told.weight[anchored], own.weight[anchored])
    assert not np.array_equal(told.weight, own.weight)
    assert np.array_equal(evidence.weight, before)


def test_expired_content_leaves_neither_names_nor_photos():
    held, expired = (demo_corpus(402, FEW_PEOPLE, photos=True, content=content) for content in (True, False))
    assert held.table.alias is not None
    assert expired.table.alias is None
    assert len(held.table.photos.row) > len(expired.table.photos.row) == 0
    assert np.array_equal(held.table.signature, expired.table.signature)


def test_a_habit_of_english_leaves_no_other_language():
    texts = [one.raw.text for one in demo_versions(403, replace(FEW_PEOPLE, english_only=1.0), photos=False)]
    dutch = {" ik ", " en ", " een ", " met ", " voor "}
    assert sum(any(word in text.lower() for word in dutch) for text in texts) < 0.05 * len(texts)


def test_a_table_is_markdown_with_its_notes():
    section = Section("Title", ("a", "b"), [["x|y", "1"]], ("note",))
    assert section.as_markdown() == "## Title\n\n| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n\nnote\n"


@pytest.mark.parametrize("width", [30, 80])
def test_no_figure_is_cut_off_in_a_narrow_terminal(width, capsys):
    Section("Title", ("adverts", "precision", "B-cubed F1"), [["first", "0.998", "0.977"]], ()).show(
        Console(width=width)
    )
    shown = capsys.readouterr().out
    assert "0.998" in shown
    assert "0.977" in shown
    assert max(map(len, shown.splitlines())) <= width


def test_a_part_is_written_in_its_place_and_the_others_stay(tmp_path):
    document = tmp_path / "benchmark.md"
    first, other = (Section(name, ("a", "b"), [["x", "1"]], ()) for name in ("First", "Other"))
    write("peers", [other], document)
    write("seeds", [first], document)
    write("seeds", [Section("First", ("a", "b"), [["x", "2"]], ())], document)
    written = document.read_text()
    assert written.index("## First") < written.index("## Other")
    assert (written.count("## First"), written.count("| x | 1 |"), written.count("| x | 2 |")) == (1, 1, 1)
