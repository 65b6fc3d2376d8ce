"""A board that is empty until its script has run, read by a real Chromium."""

from datetime import date
from time import monotonic

import pytest
from routed_board import HTML, JSON, RoutedBoard
from sqlalchemy import func, select

from adwatch.crawl import browser as browsers
from adwatch.crawl.budget import USED_UP
from adwatch.jobs.crawling import crawl
from adwatch.store import tables

pytestmark = pytest.mark.browser
NIGHT = date(2021, 3, 14)
SPEC = """
title: Proef
home: {home}
kind: rendered
municipalities: [Assen]
delay_seconds: 0
render:
  wait_for: "#lijst[data-klaar]"
  click: ["#akkoord"]
  more: "#meer"
listing:
  url: /{{municipality.slug}}
  present: "#lijst"
  entries: "#lijst li"
  id: "::attr(data-id)"
  whole: true
advert:
  fields: {{title: b, text: p}}
"""
PAGE = """<!doctype html><img src="/beeld.png"><ul id="lijst"></ul><button id="meer">Meer</button>
<div id="over" style="position:fixed;inset:0"><button id="akkoord">Akkoord</button></div>
<script>
const list = document.getElementById("lijst"), more = document.getElementById("meer");
document.getElementById("akkoord").onclick = () => document.getElementById("over").remove();
async function load() {
  const found = await (await fetch("/data?vanaf=" + list.children.length)).json();
  for (const one of found.adverts) {
    const item = document.createElement("li");
    item.dataset.id = one;
    item.innerHTML = "<b>Titel " + one + "</b><p>Rustige tekst van " + one + "</p>";
    list.append(item);
  }
  more.hidden = found.last;
  list.dataset.klaar = "ja";
}
more.onclick = load;
load();
fetch("%s").catch(() => null);
</script>"""


@pytest.fixture
def rendered(home, browser):
    board, elsewhere = RoutedBoard(), RoutedBoard()
    batches = [["een", "twee"], ["drie", "vier"], ["vijf"]]
    for number, batch in enumerate(batches):
        names = ", ".join(f'"{name}"' for name in batch)
        told = f'{{"adverts": [{names}], "last": {"true" if number == 2 else "false"}}}'
        board.routes[f"/data?vanaf={number * 2}"] = (told, JSON, {})
    board.routes["/assen"] = (PAGE % elsewhere.home.replace("127.0.0.1", "localhost"), HTML, {})
    (home / "config" / "boards" / "proef.yml").write_text(SPEC.format(home=board.home))
    yield board, elsewhere
    board.close()
    elsewhere.close()


def test_all_is_loaded_in_one_page_load_and_nothing_leaves_the_board(office, rendered):
    board, elsewhere = rendered
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.adverts) for row in run.coverage()] == [("complete", 5)]
    assert board.paths() == ["/assen", "/data?vanaf=0", "/data?vanaf=2", "/data?vanaf=4"]
    assert elsewhere.asked == []
    with office.store.begin() as connection:
        assert connection.execute(select(func.count()).select_from(tables.Sighting)).scalar_one() == 5


def test_it_says_who_it_is(office, rendered):
    board, _ = rendered
    crawl(office, night=NIGHT)
    agents = {{name.lower(): value for name, value in headers.items()}["user-agent"] for _, headers in board.asked}
    assert {agent.split("/")[0] for agent in agents} == {"adwatch"}


def test_a_page_that_is_never_ready_is_told(office, home, rendered):
    file = home / "config" / "boards" / "proef.yml"
    file.write_text(file.read_text().replace("#lijst[data-klaar]", "#nooit"))
    office.deployment = type(office.deployment)(
        office.deployment.home,
        office.deployment.settings.model_copy(
            update={"crawl": office.deployment.settings.crawl.model_copy(update={"timeout_seconds": 2.0, "retries": 0})}
        ),
    )
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.reason) for row in run.coverage()] == [("failed", "the page was not ready in time")]


def test_without_a_browser_the_coverage_says_so(office, rendered, monkeypatch):
    async def none():
        raise browsers.NoBrowser("no Chromium here")

    monkeypatch.setattr(browsers, "shared_browser", none)
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.reason) for row in run.coverage()] == [("failed", "no Chromium here")]


def test_what_a_page_loads_by_itself_counts_against_the_budget(office, rendered):
    board, _ = rendered
    (run,) = crawl(office, night=NIGHT)
    assert run.requests == len(board.paths()) + 1, "and robots.txt"


def test_robots_txt_holds_for_what_a_page_loads_by_itself(office, rendered):
    board, _ = rendered
    board.robots = "User-agent: *\nDisallow: /data?vanaf=2\n"
    (run,) = crawl(office, night=NIGHT)
    ((status, reason),) = {(row.status.value, row.reason) for row in run.coverage()}
    assert board.paths()[:2] == ["/assen", "/data?vanaf=0"]
    assert "/data?vanaf=2" not in board.paths()
    assert status != "complete"
    assert "robots.txt does not allow what a page loads by itself" in reason


def test_a_page_without_its_data_is_not_an_empty_board(office, rendered):
    board, _ = rendered
    page, kind, headers = board.routes["/assen"]
    board.routes["/assen"] = (
        page.replace("load();\n", "list.dataset.klaar = 'ja'; more.hidden = true; load();\n"),
        kind,
        headers,
    )
    board.robots = "User-agent: *\nDisallow: /data\n"
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.reason, row.adverts) for row in run.coverage()] == [
        ("partial", "robots.txt does not allow what a page loads by itself", 0)
    ]
    assert board.paths() == ["/assen"]


def test_a_style_sheet_that_robots_txt_keeps_costs_nothing(office, rendered):
    board, _ = rendered
    page, kind, headers = board.routes["/assen"]
    board.routes["/assen"] = (page.replace("<img", '<link rel="stylesheet" href="/stijl.css"><img'), kind, headers)
    board.robots = "User-agent: *\nDisallow: /stijl.css\n"
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.adverts) for row in run.coverage()] == [("complete", 5)]
    assert "/stijl.css" not in board.paths()


def test_a_page_that_needs_more_than_the_budget_has_left_is_over_budget(office, home, rendered):
    board, _ = rendered
    file = home / "config" / "boards" / "proef.yml"
    file.write_text(file.read_text() + "max_requests_per_night: 3\n")
    began = monotonic()
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.reason) for row in run.coverage()] == [("failed", USED_UP)]
    assert board.paths() == ["/assen", "/data?vanaf=0"]
    assert run.requests == 3
    assert monotonic() - began < 20, "it does not wait for what was kept from it"


def test_the_robots_txt_of_every_host_is_read_before_a_page_loads_from_it(office, home, rendered):
    board, _ = rendered
    other = board.home.replace("127.0.0.1", "localhost")
    page, kind, headers = board.routes["/assen"]
    board.routes["/assen"] = (page.replace('fetch("/data', f'fetch("{other}data'), kind, headers)
    for path, (body, form, _) in list(board.routes.items()):
        board.routes[path] = (body, form, {"Access-Control-Allow-Origin": "*"})
    file = home / "config" / "boards" / "proef.yml"
    file.write_text(file.read_text() + "hosts: [localhost]\n")
    (run,) = crawl(office, night=NIGHT)
    assert [(row.status.value, row.adverts) for row in run.coverage()] == [("complete", 5)]
    assert run.requests == len(board.paths()) + 2, "and robots.txt of both hosts"
