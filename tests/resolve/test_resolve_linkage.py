"""What linkage must tell apart and what it must bring together, on small invented sets and on a generated one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from resolve_factory import build_table, invented_coordinates
from resolve_generator import EXTRAS, Habits, generate
from resolve_random import random_table

from adwatch.domain.features import FeatureKind
from adwatch.resolve.evaluation import evaluate
from adwatch.resolve.linkage import compare_rows, link
from adwatch.resolve.settings import DEFAULT, BlockingSettings
from adwatch.resolve.table import Tokens

TEXT = "Welcome to my quiet studio near the old harbour, {extra} tea and a slow massage, please ring an hour before"
OTHER = "Klassieke ontspanning bij mij thuis, met {extra} en muziek, geen haast en altijd een glas water erbij"
HABITS = Habits()


def record(number, **fields):
    """One record; what is not named is absent."""
    return {
        "board": "een",
        "advert_id": f"x{number}",
        "observed_at": f"2024-03-{1 + number % 28:02d}T03:00:00+01:00",
        "municipality": "Assen",
        **fields,
    }


@pytest.fixture(scope="module")
def crowd():
    """Enough strangers that a shared value means something."""
    records, _ = generate(HABITS, 600, 5)
    return [{**one, "advert_id": f"crowd {one['advert_id']}"} for one in records]


def linked(crowd, records):
    table = build_table([*records, *crowd])
    return link(table), len(records)


def same(result, count):
    return len(set(result[:count].tolist())) == 1


def test_two_numbers_and_a_new_alias_are_one_person_where_text_age_and_price_hold(crowd):
    common = {"text": TEXT.format(extra="saffron"), "age": 31, "prices": {"60": 135}}
    result, count = linked(
        crowd,
        [
            record(0, phones=["0612340001"], alias="Mirjam", **common),
            record(1, phones=["0612340002"], alias="Mirjam", **common),
            record(2, phones=["0612340002"], alias="Saskia", **common),
            record(3, phones=["0612340001"], alias="Saskia", **common, board="twee"),
        ],
    )
    assert same(result.advertiser, count)
    assert same(result.posting, count)


def ring():
    """Five workers at one time under one number and one template."""
    names = ("Ambar", "Belen", "Chiara", "Dafne", "Eloisa")
    return [
        record(
            worker + 5 * turn,
            phones=["0612340009"],
            alias=name,
            age=21 + 6 * worker,
            prices={"60": 110 + 30 * worker},
            text=TEXT.format(extra=EXTRAS[worker]),
        )
        for worker, name in enumerate(names)
        for turn in range(4)
    ]


def test_one_number_over_many_people_makes_a_network_and_not_one_advertiser(crowd):
    result, count = linked(crowd, ring())
    assert evaluate([index // 4 for index in range(count)], result.advertiser[:count].tolist()).pairs.f1 == 1
    assert same(result.network, count)
    assert "phone" in {tie.by for tie in result.ties}


def test_a_text_copied_by_a_stranger_does_not_merge_two_people(crowd):
    mine = {"text": TEXT.format(extra="saffron"), "phones": ["0612340001"], "alias": "Mirjam", "age": 24}
    copy = {"text": TEXT.format(extra="saffron"), "phones": ["0612340002"], "alias": "Odette", "age": 43}
    result, _ = linked(
        crowd, [*(record(n, **mine) for n in range(4)), *(record(n, **copy, municipality="Goes") for n in range(4, 8))]
    )
    labels = result.advertiser[:8].tolist()
    assert len(set(labels[:4])) == len(set(labels[4:])) == 1
    assert labels[0] != labels[4]


def test_an_account_that_passes_to_another_person_splits(crowd):
    before = {"text": TEXT.format(extra="saffron"), "phones": ["0612340001"], "alias": "Mirjam", "age": 24}
    after = {"text": OTHER.format(extra="jazz"), "phones": ["0612340002"], "alias": "Odette", "age": 43}
    records = [
        *(record(n, account="kept", prices={"60": 120}, **before) for n in range(3)),
        *(record(n, account="kept", prices={"60": 200}, **after) for n in range(3, 6)),
    ]
    result, _ = linked(crowd, [{**one, "advert_id": "one advert"} for one in records])
    assert [label == result.advertiser[0] for label in result.advertiser[:6]] == [True] * 3 + [False] * 3
    assert result.posting[0] != result.posting[5]


def test_an_advert_without_any_feature_stays_alone(crowd):
    result, _ = linked(crowd, [record(0), record(1)])
    counts = np.bincount(result.advertiser)
    assert list(counts[result.advertiser[:2]]) == [1, 1]
    assert len(set(result.network[:2].tolist())) == 2


def test_a_wholly_new_text_is_a_new_posting_of_the_same_advertiser(crowd):
    common = {"phones": ["0612340001"], "alias": "Mirjam", "age": 24, "prices": {"60": 120}}
    result, _ = linked(
        crowd,
        [record(0, text=TEXT.format(extra="tea"), **common), record(1, text=OTHER.format(extra="jazz"), **common)],
    )
    assert same(result.advertiser, 2)
    assert not same(result.posting, 2)


def test_nothing_is_linked_by_a_value_that_too_many_share(crowd):
    settings = replace(DEFAULT, blocking=replace(BlockingSettings(), largest_group=100))
    shared = [{**one, "phones": [*one["phones"], "0612340000"]} for one in crowd]
    free, capped = link(build_table(crowd), settings), link(build_table(shared), settings)
    assert capped.warnings == (f"a value of kind phone stands in {len(crowd)} adverts: nothing is linked by it",)
    assert evaluate(free.advertiser.tolist(), capped.advertiser.tolist()).pairs.f1 > 0.95


def test_the_evidence_tells_why(crowd):
    table = build_table([*ring(), *crowd])
    links = compare_rows(table, np.array([0, 0]), np.array([1, 8]))
    told = dict(zip(links.facts, links.weight[1].tolist(), strict=True))
    assert told["near_age"] < 0
    assert links.log_odds[0] > links.log_odds[1]
    odds = links.weight.sum(axis=1)
    assert np.all(links.log_odds <= odds + 1e-4)


def test_links_hold_every_advertiser_together(crowd):
    result = link(build_table(crowd))
    assert np.array_equal(result.advertiser[result.links.left], result.advertiser[result.links.right])
    several = np.flatnonzero(np.bincount(result.advertiser)[result.advertiser] > 1)
    assert set(several.tolist()) <= set(result.links.left.tolist()) | set(result.links.right.tolist())
    assert len(result.links) < len(crowd)


def test_confidence_is_a_probability_and_a_posting_has_one_advertiser(crowd):
    result = link(build_table(crowd))
    assert np.all((result.confidence >= 0) & (result.confidence <= 1))
    pairs = np.unique(np.stack([result.posting, result.advertiser]), axis=1)
    assert pairs.shape[1] == len(np.unique(result.posting))
    assert len(np.unique(np.stack([result.advertiser, result.network]), axis=1)[0]) == len(np.unique(result.advertiser))


def test_linkage_goes_on_without_content(crowd):
    with_content, without = build_table(crowd), build_table(crowd, content=False)
    assert without.text is without.alias is None
    agreement = evaluate(link(with_content).advertiser.tolist(), link(without).advertiser.tolist())
    assert agreement.pairs.f1 > 0.95


def test_the_order_of_rows_does_not_matter(crowd):
    places = invented_coordinates(sorted({one["municipality"] for one in crowd}))
    forward = link(build_table(crowd, coordinates=places)).advertiser
    backward = link(build_table(crowd[::-1], coordinates=places)).advertiser[::-1]
    assert evaluate(forward.tolist(), backward.tolist()).pairs.f1 > 0.97


@pytest.mark.parametrize(
    ("habits", "least"),
    [
        (HABITS, 0.93),
        (replace(HABITS, number_missing=0.1), 0.95),
        (replace(HABITS, number_missing=0.6), 0.85),
        (replace(HABITS, copied=0.3), 0.90),
        (replace(HABITS, account=0.8), 0.95),
    ],
)
def test_generated_adverts_are_linked(habits, least):
    records, truth = generate(habits, 2000, 3)
    result = link(build_table(records))
    assert evaluate(truth, result.advertiser.tolist()).pairs.f1 > least


def test_an_empty_table_is_linked():
    result = link(build_table([]))
    assert len(result.advertiser) == len(result.posting) == len(result.network) == len(result.links) == 0


def test_columns_of_unequal_length_are_refused(crowd):
    table = build_table(crowd[:3])
    with pytest.raises(ValueError, match="one value per version"):
        replace(table, age=table.age[:2])
    with pytest.raises(ValueError, match="for every version"):
        replace(table, text=["one"])
    assert replace(table, tokens={FeatureKind.PHONE: Tokens.empty()}).carried(FeatureKind.EMAIL).row.size == 0


def holds(inner, outer):
    """Whether each cluster of the one lies within a cluster of the other."""
    return len(np.unique(np.stack([inner, outer]), axis=1).T) == len(np.unique(inner))


@hypothesis_settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_whatever_a_store_holds_is_linked_into_answers_that_hold_one_another(seed):
    table = random_table(seed)
    found = link(table)
    assert len(found.advertiser) == len(table)
    assert holds(found.posting, found.advertiser)
    assert holds(found.advertiser, found.network)
    assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
    assert 0 <= found.expected.f1 <= 1
