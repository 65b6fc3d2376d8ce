"""`adwatch label`, `why` and `changes` as their user meets them, wide and narrow."""

import json
import shutil

import pytest
from test_cli_app import adwatch

TEXT = "Rustige massage in een warme kamer vlak bij het station, met {} en een kop thee, bel gerust een uur vooraf"
PAIR = ("appgroep:a1", "appgroep:a2")
REASON = ("--ground", "linkage_review", "--reason", "weekly look at doubtful links")


def advert(number, **fields):
    common = {"board": "appgroep", "observed_at": "2021-03-14", "municipality": "Assen", "age": 31}
    return {"advert_id": f"a{number}", "text": TEXT.format("olie"), "alias": "Mirjam", **common, **fields}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linkage") / "home"
    assert adwatch("init", folder, "--invented").returncode == 0
    adverts = [
        advert(1, phones=["0612340001"], title="[bold]Thee\x1b[31m en rust[/bold]"),
        advert(2, phones=["0612340001"]),
        advert(3, phones=["0612340003"], alias="Odette", age=52, text=TEXT.format("muziek")),
    ]
    lines = "".join(json.dumps(each) + "\n" for each in adverts)
    assert adwatch("import", "-", home=folder, stdin=lines).returncode == 0
    assert adwatch("resolve", home=folder).returncode == 0
    return folder


@pytest.fixture
def home(prepared, tmp_path):
    """A deployment with what was prepared, to say things in."""
    return shutil.copytree(prepared, tmp_path / "home")


def widest(shown):
    return max(map(len, shown.stdout.splitlines()))


def test_a_word_from_a_pipe_holds_after_the_next_run_and_is_explained(home):
    said = adwatch("label", *PAIR, *REASON, home=home, stdin="n two voices on the phone\n")
    assert said.returncode == 0, said.stderr
    assert said.stdout.endswith("1 pair said; run `adwatch resolve`\n")
    assert "1 splits" in adwatch("resolve", home=home).stdout
    shown = adwatch("why", *PAIR, home=home)
    assert shown.returncode == 0, shown.stderr
    for part in ("same phone number", "a person said: different", "two voices on the phone", "two advertisers"):
        assert part in shown.stdout
    assert "Thee" not in shown.stdout
    (change,) = json.loads(adwatch("changes", "--json", home=home).stdout)
    assert change["change"] == "split"
    assert "was parted from" in adwatch("changes", home=home).stdout
    assert "since 2999-01-01" in adwatch("changes", "--since", "2999-01-01", home=home).stdout


def test_a_run_says_what_it_linked_its_likely_error_and_where_weights_are_from(home):
    whole = adwatch("resolve", "--full", home=home).stdout
    assert "likely false" in whole
    assert "agrees with it at a pairwise F1 of 1.0000" in whole
    assert "weights set by reasoning" in whole
    shown = adwatch("resolve", home=home).stdout
    assert "0 versions new or changed" in shown
    assert "estimated error when all were linked last: " in shown
    told = json.loads(adwatch("resolve", "--train", "--json", home=home).stdout)
    assert (told["versions"], told["full"], told["agreement"]) == (3, True, 1.0)
    assert set(told["expected"]) == {"linked", "false", "missed", "precision", "recall", "f1"}


def test_keys_that_mean_nothing_are_asked_again_and_the_end_stops(home):
    shown = adwatch("label", *REASON, "--count", 2, home=home, stdin="x\n\nu\n")
    assert shown.returncode == 0
    assert shown.stdout.count("one advertiser? y / n") >= 3
    assert "1 pair said" in shown.stdout
    assert "nothing said" in adwatch("label", *PAIR, *REASON, home=home, stdin="q\n").stdout


def test_where_no_pair_is_left_it_says_so(home):
    assert "said; run" in adwatch("label", *REASON, home=home, stdin="u\n" * 9).stdout
    shown = adwatch("label", *REASON, home=home, stdin="")
    assert (shown.returncode, shown.stdout) == (0, "no pair is left to ask about\n")


@pytest.mark.parametrize("columns", [50, 60, 80])
def test_every_width_is_kept_and_an_advert_is_never_markup(home, columns):
    for arguments in (("label", *PAIR), ("why", *PAIR)):
        shown = adwatch(*arguments, *REASON, home=home, stdin="q\n", COLUMNS=str(columns))
        assert shown.returncode == 0, shown.stderr
        assert widest(shown) <= columns
        assert "[bold]Thee" in shown.stdout
        assert "\x1b" not in shown.stdout
        assert "+31612340001" in shown.stdout
    beside = any("A  appgroep:a1" in line and "B  appgroep:a2" in line for line in shown.stdout.splitlines())
    assert beside == (columns >= 80)


def test_machines_get_json(home):
    found = json.loads(adwatch("why", *PAIR, "--json", home=home).stdout)
    assert found["advertiser"]["one"] is True
    assert {"evidence", "unknown", "prior", "log_odds", "threshold", "chain", "ties", "decisions"} <= set(found)
    assert all({"fact", "found", "weight", "source"} == set(each) for each in found["evidence"])
    network = str(found["network"]["ids"][0])
    told = json.loads(adwatch("why", "--network", network, *REASON, "--json", home=home).stdout)
    assert told["network"] == int(network)
    shown = adwatch("why", "--network", network, *REASON, home=home, COLUMNS="50")
    assert shown.stdout.startswith(f"network {network}: ")
    assert widest(shown) <= 50


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("label",), 3, "--reason"),
        (("label", "appgroep:a1", *REASON), 2, "two adverts"),
        (("why",), 2, "--network"),
        (("why", *PAIR, "--network", 1), 2, "--network"),
        (("why", "--network", 1), 3, "--ground"),
        (("why", "--network", 1, *REASON), 2, "network"),
        (("why", *PAIR, "--reason", "x"), 3, "linkage_review"),
        (("why", *PAIR, "--ground", "weather", "--reason", "x"), 3, "weather"),
        (("why", *PAIR, "--ground", "linkage_review"), 3, "--reason"),
        (("why", "appgroep:a1", "appgroep:a1"), 2, "one version"),
    ],
)
def test_a_mistake_is_one_line_with_its_exit_code(home, arguments, code, said):
    shown = adwatch(*arguments, home=home)
    assert (shown.returncode, said in shown.stderr) == (code, True), shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1
