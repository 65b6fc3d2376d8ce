"""`adwatch mandate`, `user` and `audit` as their user meets them: real processes, wide and narrow."""

import json
import os
import pwd
import sqlite3

import pytest
from test_cli_app import adwatch

ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    assert adwatch("init", folder, "--invented").returncode == 0
    return folder


@pytest.fixture
def real(tmp_path):
    folder = tmp_path / "real"
    assert adwatch("init", folder).returncode == 0
    return folder


@pytest.fixture
def looked(home):
    """A deployment on whose trail four lines stand."""
    for name in ("anna", "bea", "carla", "dirk"):
        assert adwatch("user", "add", name, "--role", "analyst", home=home).returncode == 0
    return home


def widest(shown):
    return max(map(len, shown.stdout.splitlines()))


def one_line(shown, code, said):
    assert (shown.returncode, said in shown.stderr) == (code, True), shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1
    assert "Traceback" not in shown.stderr


def test_whoever_makes_a_deployment_is_told_who_that_is(tmp_path):
    shown = adwatch("init", tmp_path / "a").stdout
    assert "with the role administrator; name others with `adwatch user add`" in shown
    assert "with every role" in adwatch("init", tmp_path / "b", "--invented").stdout


def test_a_complete_mandate_is_told_statement_by_statement(home):
    shown = adwatch("mandate", "check", home=home, COLUMNS="60")
    assert shown.returncode == 0, shown.stderr
    assert "more days, for invented people" in shown.stdout
    told = json.loads(adwatch("mandate", "check", "--json", home=home).stdout)
    assert {row["state"] for row in told["statements"]} == {"stated"}
    assert told["days_left"] > 20_000
    assert json.loads(adwatch("mandate", "show", "--json", home=home).stdout)["grounds"]["exercise"]
    assert "grounds.exercise: " in adwatch("mandate", "show", home=home).stdout


def test_a_mandate_that_lacks_something_is_exit_code_three_even_without_database_and_keys(real):
    (real / "adwatch.sqlite").unlink()
    (real / "keys.toml").unlink()
    shown = adwatch("mandate", "check", home=real, COLUMNS="60")
    one_line(shown, 3, "controller is not filled in")
    assert widest(shown) <= 60
    for said in ("not filled in", "missing", "none"):
        assert said in shown.stdout
    assert adwatch("mandate", "show", home=real).returncode == 0


def test_an_expired_mandate_is_told_and_crawling_stops(home):
    file = home / "config" / "mandate.toml"
    file.write_text(file.read_text().replace("2099-12-31", "2021-12-31"))
    shown = adwatch("mandate", "check", home=home)
    one_line(shown, 3, "valid_until = 2021-12-31: the mandate has expired")
    assert "expired" in shown.stdout
    one_line(adwatch("crawl", home=home), 3, "expired")
    assert adwatch("audit", "verify", home=home).returncode == 0
    assert adwatch("retention", "report", home=home).returncode == 0


def test_the_creator_of_a_real_deployment_sees_no_data(real):
    days = ("--from", "2021-03-14", "--to", "2021-03-14")
    for arguments in (("figures", "--municipality", "Assen", *days), ("why", "a:1", "a:2"), ("audit", "show")):
        one_line(adwatch(*arguments, home=real), 3, "(administrator) may not")
    one_line(adwatch("user", "role", ME, "--add", "analyst", home=real), 3, "nobody gives themselves")


def test_the_environment_does_not_make_one_somebody_else(real):
    assert adwatch("user", "add", "fg", "--role", "privacy_officer", "--os-user", "fg", home=real).returncode == 0
    one_line(adwatch("audit", "show", home=real, LOGNAME="fg", USER="fg", SUDO_USER="fg"), 3, "(administrator)")


def test_people_are_named_listed_changed_and_disabled(home):
    shown = adwatch("user", "add", "bea", "--role", "reviewer", "--role", "outreach", "--os-user", "b.b", home=home)
    assert shown.stdout == "bea: outreach, reviewer, known by the login b.b\n"
    assert "adwatch user password anna" in adwatch("user", "add", "anna", "--role", "analyst", home=home).stdout
    shown = adwatch("user", "role", "bea", "--add", "liaison", "--remove", "outreach", "--reason", "a", home=home)
    assert shown.stdout == "bea: liaison, reviewer\n"
    assert "is set" in adwatch("user", "password", "bea", home=home, stdin="negen groene fietsen\n").stdout
    assert "disabled" in adwatch("user", "disable", "anna", home=home).stdout
    listed = {row["name"]: row for row in json.loads(adwatch("user", "list", "--json", home=home).stdout)}
    assert listed["bea"] == {
        "name": "bea", "roles": ["liaison", "reviewer"], "os_user": "b.b", "disabled": False, "password": True,
    }  # fmt: skip
    assert listed["anna"]["disabled"]
    table = adwatch("user", "list", home=home, COLUMNS="60")
    assert widest(table) <= 60
    assert "bea" in table.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("user", "add", "Bea", "--role", "analyst"), 2, "small letters"),
        (("user", "role", "dirk", "--add", "analyst"), 2, "'dirk'"),
        (("user", "disable", ME), 3, "last administrator"),
        (("user", "password", "dirk"), 2, "'dirk'"),
        (("audit", "verify", "--anchor", "3"), 2, "adwatch audit head"),
        (("audit", "verify", "--file", "weg.jsonl"), 2, "weg.jsonl"),
        (("audit", "export", "weg/trail.jsonl"), 2, "weg/trail.jsonl"),
    ],
)
def test_a_mistake_is_one_line_with_its_exit_code(home, arguments, code, said):
    one_line(adwatch(*arguments, home=home, stdin="x\n"), code, said)


@pytest.mark.parametrize("columns", [60, 120])
def test_the_trail_is_shown_at_any_width_and_reading_it_is_a_line(looked, columns):
    shown = adwatch("audit", "show", "--limit", 2, "--reason", "a check", home=looked, COLUMNS=str(columns))
    assert shown.returncode == 0, shown.stderr
    assert widest(shown) <= columns
    assert "dirk" in shown.stdout
    assert "anna" not in shown.stdout
    (line,) = json.loads(adwatch("audit", "show", "--activity", "accountability", "--json", home=looked).stdout)
    assert (line["name"], line["reason"], line["actor"]) == ("read the audit trail", "a check", ME)
    assert "no line" in adwatch("audit", "show", "--actor", "nobody", home=looked).stdout
    assert "no line" in adwatch("audit", "show", "--until", "2020-01-01", home=looked).stdout


def test_what_stands_on_the_trail_does_not_steer_the_terminal(home):
    adwatch("user", "add", "bea", "--role", "analyst", "--reason", "[b]\x1b[31mred", home=home)
    shown = adwatch("audit", "show", home=home, COLUMNS="120")
    assert "[b]" in shown.stdout
    assert "\x1b" not in shown.stdout


def test_a_head_that_was_noted_finds_what_a_chain_alone_cannot(looked):
    head = adwatch("audit", "head", home=looked).stdout.strip()
    assert head.startswith("4:")
    shown = adwatch("audit", "verify", "--anchor", head, home=looked)
    assert (shown.returncode, shown.stdout) == (0, f"4 lines, none changed, removed or reordered\nhead {head}\n")
    with sqlite3.connect(looked / "adwatch.sqlite") as connection:
        connection.execute("DELETE FROM audit WHERE seq = 4")
    assert adwatch("audit", "verify", home=looked).returncode == 0
    one_line(adwatch("audit", "verify", "--anchor", head, home=looked), 5, "line 4 was removed")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 2", "line 2 was changed"),
        ("DELETE FROM audit WHERE seq = 2", "line 2 was removed"),
        ("UPDATE audit SET seq = 9 WHERE seq = 2", "line 2 was removed"),
    ],
)
def test_what_was_done_to_a_line_is_located(looked, statement, said):
    with sqlite3.connect(looked / "adwatch.sqlite") as connection:
        connection.execute(statement)
    one_line(adwatch("audit", "verify", home=looked), 5, said)
    shown = adwatch("audit", "export", looked / "trail.jsonl", home=looked)
    one_line(shown, 5, said)
    one_line(adwatch("audit", "verify", "--file", looked / "trail.jsonl", home=looked), 5, said)


def test_the_trail_is_exported_to_a_file_or_a_pipe(looked):
    file = looked / "trail.jsonl"
    assert f"wrote {file}" in adwatch("audit", "export", file, home=looked).stdout
    *lines, last = map(json.loads, file.read_text().splitlines())
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    assert last["manifest"]["head"] == f"5:{lines[-1]['hash']}"
    assert adwatch("audit", "verify", "--file", file, home=looked).returncode == 0
    piped = adwatch("audit", "export", "-", home=looked).stdout.splitlines()
    assert len(piped) == 7
    assert "manifest" in json.loads(piped[-1])
