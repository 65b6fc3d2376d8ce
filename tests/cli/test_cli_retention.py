"""`adwatch retention` and `adwatch keys` as their user meets them: real processes, exit codes, what is printed."""

import json
import os
import re
import subprocess
import sys

import pytest

RECORD = {"board": "appgroep", "observed_at": "2021-03-14", "municipality": "Assen"}


def adwatch(*arguments, home=None, stdin=None, **environ):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("ADWATCH")}
    environment = {**clean, **({"ADWATCH_HOME": str(home)} if home else {}), "COLUMNS": "60", **environ}
    return subprocess.run(
        [sys.executable, "-m", "adwatch.cli.app", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        timeout=240,
        check=False,
    )


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    assert adwatch("init", folder, "--invented").returncode == 0
    records = [{**RECORD, "advert_id": f"a{number}", "text": f"Rustige tekst nummer {number}"} for number in range(3)]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    assert adwatch("import", "-", home=folder, stdin=lines).returncode == 0
    assert adwatch("resolve", home=folder).returncode == 0
    return folder


def shorten(home, days):
    file = home / "config" / "mandate.toml"
    file.write_text(re.sub(r"^(content|tokens|sightings) = \d+", rf"\1 = {days}", file.read_text(), flags=re.MULTILINE))


def test_what_expired_is_deleted_and_figures_say_that_the_month_is_frozen(home):
    shorten(home, 365)
    tried = adwatch("retention", "run", "--dry-run", home=home)
    assert (tried.returncode, tried.stdout.count("3 "), "would be deleted" in tried.stdout) == (0, 3, True)
    assert "3 sightings deleted" in adwatch("retention", "run", home=home).stdout
    assert "0 sightings deleted" in adwatch("retention", "run", home=home).stdout
    period = ("figures", "--municipality", "Assen", "--from")
    month = adwatch(*period, "2021-03-01", "--to", "2021-03-31", "--format", "json", home=home)
    assert json.loads(month.stdout)["unique_adverts"] == 3
    assert "2021-03-01 to 2021-03-31 is frozen" in month.stderr
    refused = adwatch(*period, "2021-03-01", "--to", "2021-04-30", home=home)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    report = json.loads(adwatch("retention", "report", "--json", home=home).stdout)
    assert {row["class"]: row["rows"] for row in report} | {"audit": 0} == dict.fromkeys(
        ("content", "tokens", "sightings", "signals", "contacts", "releases", "audit"), 0
    )


def test_the_report_fits_a_narrow_terminal(home):
    shown = adwatch("retention", "report", home=home)
    assert shown.returncode == 0
    assert max(map(len, shown.stdout.splitlines())) <= 60
    assert all(f"{each}:" in shown.stdout for each in ("content", "tokens", "sightings", "signals", "audit"))


def test_keys_are_shown_and_replaced_and_a_lost_one_is_an_error(home):
    shown = adwatch("keys", "status", home=home)
    assert shown.returncode == 0
    assert max(map(len, shown.stdout.splitlines())) <= 60
    rows = json.loads(adwatch("keys", "status", "--json", home=home).stdout)
    sealing = next(row["id"] for row in rows if row["purpose"] == "content" and row["made"])
    assert adwatch("keys", "rotate", "content", home=home).returncode == 2
    assert adwatch("keys", "rotate", "content", "--reason", "yearly", home=home).returncode == 0
    assert "nothing was changed" in adwatch("keys", "init", home=home).stdout
    file = home / "keys.toml"
    entries = file.read_text().split("\n[[key]]\n")
    file.write_text("\n[[key]]\n".join(entry for entry in entries if f'id = "{sealing}"' not in entry))
    lost = adwatch("keys", "status", home=home)
    assert (lost.returncode, f"lost: {sealing} (made 3)" in lost.stderr) == (6, True)


@pytest.mark.parametrize(
    "command", [("retention", "run"), ("retention", "report"), ("keys", "init"), ("keys", "rotate"), ("keys", "status")]
)
def test_every_command_has_help_and_stands_in_the_readme(command, request):
    shown = adwatch(*command, "--help")
    assert (shown.returncode, "Usage:" in shown.stdout) == (0, True)
    assert f"adwatch {' '.join(command)}" in (request.config.rootpath / "README.md").read_text()
