"""The command line as its user meets it: real processes, exit codes, one line for a mistake."""

import json
import os
import subprocess
import sys

import pytest

COMMANDS = (
    "init",
    "crawl",
    "import",
    "resolve",
    "label",
    "why",
    "changes",
    "figures",
    "evaluate",
    "demo",
    "board",
    "db",
    "mandate",
    "user",
    "audit",
)
RECORD = {"board": "appgroep", "observed_at": "2021-03-14", "municipality": "Assen"}


def adwatch(*arguments, home=None, stdin=None, **environ):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("ADWATCH")}
    environment = {**clean, **({"ADWATCH_HOME": str(home)} if home else {}), "COLUMNS": "80", **environ}
    return subprocess.run(
        [sys.executable, "-m", "adwatch.cli.app", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "home"
    assert adwatch("init", folder, "--invented").returncode == 0
    records = [{**RECORD, "advert_id": f"a{number}", "text": f"Rustige tekst nummer {number}"} for number in range(3)]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    assert adwatch("import", "-", home=folder, stdin=lines).returncode == 0
    assert adwatch("resolve", home=folder).returncode == 0
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(command, request):
    shown = adwatch(command, "--help")
    assert shown.returncode == 0
    assert "Usage:" in shown.stdout
    readme = (request.config.rootpath / "README.md").read_text()
    assert f"adwatch {command}" in readme or command == "db"


def test_help_loads_nothing_heavy():
    asked = "import sys, adwatch.cli.app; print(sorted({'scrapy', 'sqlalchemy', 'numpy', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_readme_commands_for_figures_work(home):
    nights = adwatch(
        "figures",
        "--municipality",
        "Assen",
        "--from",
        "2021-03-13",
        "--to",
        "2021-03-14",
        "--by",
        "night",
        "--format",
        "json",
        home=home,
    )
    assert [sorted(row) for row in json.loads(nights.stdout)] == [
        sorted(("municipality", "name", "night", "adverts", "advertisers", "entered", "left", "coverage"))
    ] * 2
    assert json.loads(nights.stdout)[0]["adverts"] is None
    assert json.loads(nights.stdout)[1]["adverts"] == 3
    period = adwatch(
        "figures", "--province", "Drenthe", "--from", "2021-03-14", "--to", "2021-03-14", "--format", "json", home=home
    )
    figure = json.loads(period.stdout)
    assert figure["unique_adverts"] == figure["origin"][-1]["adverts"] == 3
    assert figure["origin"][-1]["region"] == "unknown"
    for form in ("table", "csv"):
        for by in ("night", "period"):
            shown = adwatch(
                "figures",
                "--municipality",
                "GM0106",
                "--from",
                "2021-03-14",
                "--to",
                "2021-03-14",
                "--by",
                by,
                "--format",
                form,
                home=home,
            )
            assert shown.returncode == 0
            assert form == "csv" or max(map(len, shown.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("figures", "--municipality", "Asen", "--from", "2021-01-01", "--to", "2021-01-02"), 2, "Assen"),
        (("figures", "--province", "Dremthe", "--from", "2021-01-01", "--to", "2021-01-02"), 2, "Drenthe"),
        (("figures", "--municipality", "Assen", "--from", "2021-01-02", "--to", "2021-01-01"), 2, "--to"),
        (("figures", "--from", "2021-01-02", "--to", "2021-01-03"), 2, "--municipality"),
        (("evaluate", "weg.csv"), 2, "weg.csv"),
        (("import", "weg.jsonl"), 2, "weg.jsonl"),
        (("crawl",), 2, "board"),
        (("crawl", "--board", "weg"), 2, "weg"),
    ],
)
def test_a_mistake_is_one_line_with_its_exit_code(home, arguments, code, said):
    shown = adwatch(*arguments, home=home)
    assert shown.returncode == code
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1


def test_a_folder_that_is_no_deployment_is_named(tmp_path):
    shown = adwatch("resolve", home=tmp_path)
    assert (shown.returncode, "adwatch init" in shown.stderr) == (2, True)


def test_a_deployment_is_not_made_twice(home):
    shown = adwatch("init", home)
    assert (shown.returncode, "already" in shown.stderr) == (2, True)


def test_without_a_filled_in_mandate_nothing_is_taken_in(tmp_path):
    assert adwatch("init", tmp_path / "real").returncode == 0
    shown = adwatch("import", "-", home=tmp_path / "real", stdin=json.dumps({**RECORD, "advert_id": "a"}))
    assert (shown.returncode, "mandate.toml" in shown.stderr) == (3, True)


def test_keys_that_are_missing_open_or_wrong_are_one_line(tmp_path):
    folder = tmp_path / "home"
    adwatch("init", folder, "--invented")
    line = json.dumps({**RECORD, "advert_id": "a"})
    keys = folder / "keys.toml"
    kept = keys.read_text()
    keys.chmod(0o644)
    assert adwatch("import", "-", home=folder, stdin=line).returncode == 6
    keys.unlink()
    assert adwatch("import", "-", home=folder, stdin=line).returncode == 6
    assert adwatch("import", "-", home=folder, stdin=line, ADWATCH_KEYS=kept).returncode == 0
    assert adwatch("import", "-", home=folder, stdin=line, ADWATCH_KEYS="nonsense").returncode == 6


def test_an_unreachable_database_is_one_line(tmp_path):
    folder = tmp_path / "home"
    adwatch("init", folder, "--invented")
    settings = folder / "config" / "adwatch.toml"
    settings.write_text('[database]\nurl = "postgresql://nobody:geheim@127.0.0.1:1/weg"\n')
    shown = adwatch("resolve", home=folder)
    assert shown.returncode == 5
    assert "geheim" not in shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1


def test_a_bad_record_is_told_and_the_exit_code_is_two(home):
    lines = json.dumps({**RECORD, "advert_id": "b1"}) + "\n{broken\n"
    shown = adwatch("import", "-", home=home, stdin=lines)
    assert (shown.returncode, "line 2" in shown.stderr, "1 records taken in" in shown.stdout) == (2, True, True)


@pytest.mark.slow
def test_a_short_demo_runs_and_prints_figures_beside_the_truth(tmp_path):
    shown = adwatch("demo", "--nights", "4", "--keep", tmp_path / "kept")
    assert shown.returncode == 0, shown.stderr
    for said in ("Assen, 2020-07-01 to 2020-07-04", "Drenthe", "linkage: pairwise F1", "least possible", "pages/s"):
        assert said in shown.stdout.replace("/s)", " pages/s)")
    assert (tmp_path / "kept" / "truth.csv").exists()
