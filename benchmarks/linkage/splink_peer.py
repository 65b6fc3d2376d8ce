"""Splink 5 on DuckDB, trained as its documentation advises: u by random sampling, m by EM on several blocking rules."""

from __future__ import annotations

import logging

import duckdb
import numpy as np
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from numpy.typing import NDArray
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from benchmarks.linkage.contenders import BANDS, join
from benchmarks.linkage.facts import Facts
from benchmarks.linkage.measured import Labels

PROBABILITY = 0.95
"""The probability at which Splink's own clustering is run."""
WEIGHTS = (0.0, 2.0, 4.25, 7.0, 10.0, 14.0, 18.0, 24.0, 30.0)
"""Match weights (base 2) tried in hindsight."""
U_PAIRS = 1e7
EM_PAIRS = 1e7
SAMPLED_ROWS = 50_000
"""Adverts from which EM is given a sample of pairs; with fewer it takes them all."""
RANDOM_RECALL = 0.4
"""Share of true pairs that equal number and alias find, as Splink wants it guessed."""
TRAINING = (("phone",), ("alias", "place"), ("age", "price", "place"))
COMMON_BAND = 200
"""Adverts that may share one band of a text; a band of more is left out, or its pairs would never end."""
EQUAL_BANDS = (24, 12, 4, 1)
"""How many of the 32 bands of two texts are equal, by level; counted over plain columns, since lists took minutes."""


def splink(facts: Facts) -> dict[str, Labels]:
    """Clusters at a probability of 0.95, and at other match weights for hindsight."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")
    linker = Linker(DuckDBAPI(connection=connection).register(frame(facts)), settings(), log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("phone", "alias")], recall=RANDOM_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=1)
    most = EM_PAIRS if len(facts.truth) >= SAMPLED_ROWS else None
    for rule in TRAINING:
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule), max_pairs=most)
    predicted = linker.inference.predict(threshold_match_weight=WEIGHTS[0])
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, PROBABILITY)
    answers = {f"{PROBABILITY}": _labels(clusters.as_pyarrow_table(), len(facts.truth))}
    pairs = predicted.as_pyarrow_table()
    left, right, weight = (pairs[name].to_numpy() for name in ("unique_id_l", "unique_id_r", "match_weight"))
    for least in WEIGHTS:
        kept = weight >= least
        answers[f"weight {least}"] = join(len(facts.truth), [(left[kept], right[kept])])
    return answers


def frame(facts: Facts) -> pa.Table:
    """One record per advert; a text is told by the bands of its signature that are not too common."""
    count = len(facts.truth)
    phone = np.full(count, "", dtype=object)
    phone[facts.phones.row] = [f"{value:x}" for value in facts.phones.value.tolist()]
    price, age = np.nan_to_num(facts.table.price, nan=-1), facts.table.age
    number, held = bands(facts)
    lists = pa.ListArray.from_arrays(pa.array(np.append(0, np.cumsum(held.sum(axis=1))), pa.int32()), number[held])
    return pa.table(
        {
            "unique_id": np.arange(count),
            "phone": [one or None for one in phone],
            "alias": [one or None for one in facts.aliases],
            "age": pa.array(age.astype(np.int64), mask=age < 0),
            "price": pa.array(price.astype(np.float64), mask=price < 0),
            "place": facts.places,
            "bands": lists,
            **{f"band_{band}": pa.array(number[:, band], mask=~held[:, band]) for band in range(BANDS)},
        }
    )


def bands(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The bands of each text as numbers, and which of them `COMMON_BAND` adverts share at most."""
    signature = facts.table.signature
    width = signature.shape[1] // BANDS
    keys = np.zeros((len(signature), BANDS), np.uint64)
    for band in range(BANDS):
        for place in range(band * width, (band + 1) * width):
            keys[:, band] = (keys[:, band] ^ signature[:, place]) * np.uint64(0x9E3779B97F4A7C15)
            keys[:, band] ^= keys[:, band] >> np.uint64(29)
        keys[:, band] += np.uint64(band)
    number = np.unique(keys, return_inverse=True)[1].reshape(keys.shape)
    held = facts.table.has_text[:, None] & (np.bincount(number.ravel())[number] <= COMMON_BAND)
    return number.astype(np.int64), held


def settings() -> SettingsCreator:
    """The model: one comparison per fact, term frequencies on number, name, price and place."""
    exact_age, exact_price = (
        levels.ExactMatchLevel("age"),
        levels.ExactMatchLevel("price", term_frequency_adjustments=True),
    )
    equal = " + ".join(f"coalesce(cast(band_{band}_l = band_{band}_r as integer), 0)" for band in range(BANDS))
    near_price = "abs(price_l - price_r) <= 0.15 * greatest(price_l, price_r)"
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparisons.ExactMatch("phone").configure(term_frequency_adjustments=True),
            comparisons.JaroWinklerAtThresholds("alias", [0.92, 0.85]).configure(term_frequency_adjustments=True),
            comparisons.CustomComparison(
                output_column_name="age",
                comparison_levels=[
                    levels.NullLevel("age"),
                    exact_age,
                    levels.CustomLevel("abs(age_l - age_r) <= 1", "a year apart"),
                    levels.CustomLevel("abs(age_l - age_r) <= 3", "three years apart"),
                    levels.ElseLevel(),
                ],
            ),
            comparisons.CustomComparison(
                output_column_name="price",
                comparison_levels=[
                    levels.NullLevel("price"),
                    exact_price,
                    levels.CustomLevel(near_price, "near prices"),
                    levels.ElseLevel(),
                ],
            ),
            comparisons.ExactMatch("place").configure(term_frequency_adjustments=True),
            comparisons.CustomComparison(
                output_column_name="bands",
                comparison_levels=[
                    levels.CustomLevel("len(bands_l) = 0 or len(bands_r) = 0", "no text").configure(is_null_level=True),
                    *(levels.CustomLevel(f"{equal} >= {least}", f"{least} bands equal") for least in EQUAL_BANDS),
                    levels.ElseLevel(),
                ],
            ),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"),
            block_on("alias", "place"),
            block_on("alias", "price"),
            block_on("alias", "age"),
            block_on("bands", arrays_to_explode=["bands"]),
        ],
    )


def _labels(clusters: pa.Table, count: int) -> NDArray[np.int64]:
    labels = np.empty(count, np.int64)
    labels[clusters["unique_id"].to_numpy()] = np.unique(clusters["cluster_id"].to_numpy(), return_inverse=True)[1]
    return labels
