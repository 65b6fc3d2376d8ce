"""`adwatch board` as its user meets it: real processes, demo boards over real HTTP."""

import json
from datetime import date

import pytest
from test_cli_app import adwatch

from adwatch.demo.run import missing_browser, write_boards
from adwatch.demo.serve.process import ServedBoards
from adwatch.demo.tables import towns
from adwatch.specs.board import load_boards


@pytest.fixture(scope="module")
def served():
    names = {code: town.name for code, town in towns().items()}
    with ServedBoards(names, date(2021, 8, 20), kwargs={"seed": 1}) as boards:
        yield {name: url.rstrip("/") for name, url in boards.urls.items()}


@pytest.fixture
def home(tmp_path, served):
    folder = tmp_path / "home"
    assert adwatch("init", folder, "--invented").returncode == 0
    write_boards(folder, {name: f"{url}/" for name, url in served.items()})
    return folder


def test_a_new_board_is_written_checked_and_crawled(home, served):
    shown = adwatch("board", "new", f"{served['marktvoorbeeld']}/regio/emmen", "--name", "nieuw", home=home)
    assert shown.returncode == 0, shown.stderr
    written = (home / "config" / "boards" / "nieuw.yml").read_text()
    assert "# guessed:" in written
    assert load_boards(home / "config" / "boards")["nieuw"].municipalities == ("Emmen",)
    assert "a listing with" in adwatch("board", "check", "nieuw", home=home).stdout
    crawled = adwatch("crawl", "--board", "nieuw", "--night", "2021-08-20", "--json", home=home)
    assert crawled.returncode == 0, crawled.stderr
    (run,) = json.loads(crawled.stdout)
    assert [(row["status"], row["adverts"] > 0) for row in run["coverage"]] == [("complete", True)]
    assert run["filled"]["title"]["rate"] == 1


@pytest.mark.parametrize(
    ("board", "path", "said"),
    [
        ("kaartvoorbeeld", "/api/v2/regions/emmen/adverts", "kind: json"),
        ("prikbordvoorbeeld", "/oproepen.php?gebied=noord", 'place: "td:nth-of-type(2)"'),
        pytest.param("etalagevoorbeeld", "/stad/emmen", "kind: rendered", marks=pytest.mark.browser),
    ],
)
def test_a_first_specification_of_any_kind_can_be_crawled_as_it_stands(home, served, board, path, said):
    if board == "etalagevoorbeeld" and (fault := missing_browser()):
        pytest.skip(fault)
    shown = adwatch("board", "new", f"{served[board]}{path}", "--name", "nieuw", home=home)
    assert shown.returncode == 0, shown.stderr
    assert "fill in:" not in shown.stdout
    assert said in (home / "config" / "boards" / "nieuw.yml").read_text()
    crawled = adwatch(
        "crawl", "--board", "nieuw", "--municipality", "Emmen", "--night", "2021-08-20", "--json", home=home
    )
    assert crawled.returncode == 0, crawled.stderr
    (run,) = json.loads(crawled.stdout)
    assert [(row["status"], row["adverts"] > 0) for row in run["coverage"]] == [("complete", True)]
    assert run["filled"]["title"]["rate"] == run["filled"]["text"]["rate"] == 1


def test_a_board_that_is_there_is_not_written_again(home, served):
    shown = adwatch("board", "new", f"{served['marktvoorbeeld']}/regio/emmen", "--name", "marktvoorbeeld", home=home)
    assert (shown.returncode, shown.stderr.count("\n")) == (2, 1)
    assert "is there already" in shown.stderr


def test_a_path_that_robots_txt_forbids_is_not_looked_at(home, served):
    shown = adwatch("board", "new", f"{served['kaartvoorbeeld']}/api/v2/regions/noordenveld/adverts", home=home)
    assert shown.returncode == 4
    assert "robots.txt" in shown.stderr


def test_a_host_outside_loopback_is_refused(home):
    shown = adwatch("board", "new", "https://bord.example/assen", home=home)
    assert shown.returncode == 3
    assert "loopback" in shown.stderr


PAGE = (
    '<article class="advertentie"><h1 class="ad-titel">Rust</h1>'
    '<div class="ad-tekst"><p>Thee, bel 06 12 34 98 76</p></div>'
    "<dl><dt>Leeftijd</dt><dd>27</dd></dl></article>"
)


def test_a_saved_advert_is_checked_with_contacts_masked_and_the_look_on_record(home, tmp_path):
    page = tmp_path / "advert.html"
    page.write_text(PAGE)
    shown = adwatch("board", "check", "marktvoorbeeld", "--file", page, "--advert", home=home)
    assert shown.returncode == 0, shown.stderr
    assert "label: Leeftijd" in shown.stdout
    assert "(empty)" in shown.stdout
    assert "31612349876" not in shown.stdout
    assert (
        "+31612349876"
        in adwatch("board", "check", "marktvoorbeeld", "--file", page, "--advert", "--show", home=home).stdout
    )


def test_a_listing_shows_what_found_each_part_and_nothing_that_stands_in_it(home, served):
    shown = adwatch("board", "check", "marktvoorbeeld", "--municipality", "Emmen", home=home, COLUMNS="200")
    assert shown.returncode == 0, shown.stderr
    for said in ("a listing with", "css: a.resultaat-titel::attr(href)", "yes", "next page: "):
        assert said in shown.stdout
    assert "/advertentie/" not in shown.stdout.replace("regex: /advertentie/", "")


def test_the_first_advert_listed_is_asked_for_where_no_page_is_named(home):
    shown = adwatch("board", "check", "kaartvoorbeeld", "--municipality", "Assen", "--advert", home=home)
    assert shown.returncode == 0, shown.stderr
    assert "an advert:" in shown.stdout
    assert "jmespath: title" in shown.stdout


def test_what_a_page_says_is_neither_markup_nor_steers_the_terminal(home, tmp_path):
    page = tmp_path / "advert.html"
    said = "Rust [/b] \x1b[31m[link=x]"
    page.write_text(PAGE.replace("Rust", said))
    shown = adwatch("board", "check", "marktvoorbeeld", "--file", page, home=home, COLUMNS="120")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "[/b]" in shown.stdout
    assert "\x1b" not in shown.stdout


def test_contacts_within_a_text_are_masked_too(home, tmp_path):
    page = tmp_path / "advert.html"
    page.write_text(PAGE.replace("Thee, bel", "mail lea@voorbeeld.example of bel"))
    shown = adwatch("board", "check", "marktvoorbeeld", "--file", page, home=home, COLUMNS="200")
    assert "06 12 34 98 76" not in shown.stdout
    assert "lea@voorbeeld.example" not in shown.stdout


def test_an_empty_page_is_one_line(home, tmp_path):
    page = tmp_path / "leeg.html"
    page.write_text('<p class="telling">0 advertenties</p>')
    shown = adwatch("board", "check", "marktvoorbeeld", "--file", page, home=home)
    assert (shown.returncode, shown.stdout, shown.stderr.count("\n")) == (4, "", 1)
    assert "empty" in shown.stderr


def test_a_page_that_is_neither_is_one_line(home, tmp_path):
    page = tmp_path / "iets.html"
    page.write_text('<form><input type="password"></form>')
    shown = adwatch("board", "check", "marktvoorbeeld", "--file", page, home=home)
    assert (shown.returncode, shown.stderr.count("\n")) == (4, 1)
    assert "a login" in shown.stderr


def test_the_list_tells_every_boards_last_night(home):
    assert "never" in adwatch("board", "list", home=home).stdout
    adwatch("crawl", "--board", "kaartvoorbeeld", "--municipality", "Assen", "--night", "2021-08-20", home=home)
    states = {state["board"]: state for state in json.loads(adwatch("board", "list", "--json", home=home).stdout)}
    assert states["kaartvoorbeeld"]["night"] == "2021-08-20"
    assert states["kaartvoorbeeld"]["statuses"] == {"complete": 1}
    assert states["etalagevoorbeeld"]["night"] is None


def test_the_schema_is_json():
    assert json.loads(adwatch("board", "schema").stdout)["type"] == "object"
