"""Every way in which a board can be built, crawled over real HTTP: all adverts seen, no request too many."""

import json
from datetime import date, timedelta

import pytest
import yaml
from routed_board import HTML, JSON, XML, RoutedBoard
from sqlalchemy import func, select

from adwatch.jobs.crawling import crawl
from adwatch.specs.deployment import load_deployment
from adwatch.store import tables

NIGHT = date(2021, 3, 14)
DETAIL = {"fields": {"title": "h1", "text": "p"}}


@pytest.fixture
def routed():
    board = RoutedBoard()
    yield board
    board.close()


@pytest.fixture
def night(office, home, routed):
    """Crawl one night of the board that `spec` says; give back the runs' one."""

    def run(spec, offset=0, **settings):
        written = {
            "title": "Proef",
            "home": routed.home,
            "delay_seconds": 0,
            "municipalities": ["Assen", "Emmen"],
            **spec,
        }
        (home / "config" / "boards" / "proef.yml").write_text(yaml.safe_dump(written, sort_keys=False))
        file = home / "config" / "adwatch.toml"
        lines = "".join(f"{key} = {value}\n" for key, value in {"retries": 0, **settings}.items())
        if "retries" not in file.read_text().replace("# retries", ""):
            file.write_text(file.read_text().replace("[crawl]\n", f"[crawl]\n{lines}", 1))
        office.deployment = load_deployment(home)
        routed.asked.clear()
        routed.sent.clear()
        return crawl(office, night=NIGHT + timedelta(days=offset))[0]

    return run


def statuses(run):
    return {row.municipality: (row.status.value, row.reason) for row in run.coverage()}


BOTH = {"GM0106": ("complete", None), "GM0114": ("complete", None)}


def sightings(office, night=NIGHT):
    query = (
        select(tables.Sighting.municipality, func.count())
        .where(tables.Sighting.night == night)
        .group_by(tables.Sighting.municipality)
    )
    with office.store.begin() as connection:
        return dict(connection.execute(query).all())


def page(*entries, more=""):
    items = "".join(f'<li data-id="{name}"><a href="/a/{name}">{name}</a> {rest}</li>' for name, rest in entries)
    return f'<ul class="lijst">{items}</ul>{more}'


def advert(name, text="Rustige tekst over thee en muziek"):
    return f"<h1>Titel {name}</h1><p>{text}</p>"


LISTING = {"present": ".lijst", "entries": ".lijst li", "id": "::attr(data-id)", "link": "a::attr(href)"}


def test_municipality_by_query_and_pages_by_offset(night, routed, office):
    listing = {**LISTING, "url": "/zoek?plaats={municipality.name}&vanaf={offset}", "page_size": 2}
    routed.routes = {
        "/zoek?plaats=Assen&vanaf=0": page(("een", ""), ("twee", "")),
        "/zoek?plaats=Assen&vanaf=2": page(("drie", "")),
        "/zoek?plaats=Assen&vanaf=4": page(),
        "/zoek?plaats=Emmen&vanaf=0": page(),
        **{f"/a/{name}": advert(name) for name in ("een", "twee", "drie")},
    }
    assert statuses(night({"listing": listing, "advert": DETAIL})) == BOTH
    assert sightings(office) == {"GM0106": 3}


def test_municipality_by_a_form_value(night, routed, office):
    listing = {**LISTING, "url": "/zoek", "form": {"plaats": "{municipality.slug}", "blad": "{page}"}}
    routed.forms = {
        ("/zoek", "plaats=assen&blad=1"): page(("een", "")),
        ("/zoek", "plaats=assen&blad=2"): page(),
        ("/zoek", "plaats=emmen&blad=1"): page(("twee", "")),
        ("/zoek", "plaats=emmen&blad=2"): page(),
    }
    routed.routes = {f"/a/{name}": advert(name) for name in ("een", "twee")}
    assert statuses(night({"listing": listing, "advert": DETAIL})) == BOTH
    assert sightings(office) == {"GM0106": 1, "GM0114": 1}


def test_pages_by_a_cursor_in_json_and_whole_adverts(night, routed, office):
    def answer(ids, cursor):
        items = [{"id": one, "kop": f"Titel {one}", "tekst": f"Tekst van {one}"} for one in ids]
        return json.dumps({"items": items, "cursor": cursor}), JSON, {}

    listing = {
        "url": "/api?r={municipality.code}&na={cursor}",
        "first_url": "/api?r={municipality.code}",
        "entries": {"jmespath": "items"},
        "id": {"jmespath": "id"},
        "next": {"jmespath": "cursor"},
        "whole": True,
    }
    fields = {"title": {"jmespath": "kop"}, "text": {"jmespath": "tekst"}}
    routed.routes = {
        "/api?r=GM0106": answer(["a", "b"], "x/y"),
        "/api?r=GM0106&na=x%2Fy": answer(["c"], None),
        "/api?r=GM0114": answer([], None),
    }
    spec = {"kind": "json", "listing": listing, "advert": {"fields": fields}}
    assert statuses(night(spec)) == BOTH
    assert sightings(office) == {"GM0106": 3}
    assert len(routed.asked) == 3


def test_one_entry_that_is_no_advert_does_not_cost_the_others(night, routed, office):
    items = [{"id": "a", "kop": "Titel", "tekst": "Rustige tekst"}, {"id": "b", "kop": "", "tekst": "Zonder titel"}]
    routed.routes = {"/api/assen": (json.dumps(items), JSON, {}), "/api/emmen": ("[]", JSON, {})}
    listing = {"url": "/api/{municipality.slug}", "entries": {"jmespath": "@"}, "id": {"jmespath": "id"}, "whole": True}
    fields = {"title": {"jmespath": "kop"}, "text": {"jmespath": "tekst"}}
    found = statuses(night({"kind": "json", "listing": listing, "advert": {"fields": fields}}))
    assert found["GM0106"] == ("partial", "an entry without what an advert must state")
    assert sightings(office) == {"GM0106": 1}


def test_a_sitemap_with_its_index_and_each_adverts_own_place(night, routed, office):
    def sitemap(*paths):
        locations = "".join(f"<url><loc>{routed.home}{path}</loc><lastmod>2021-03-01</lastmod></url>" for path in paths)
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>', XML, {}

    parts = "".join(f"<sitemap><loc>{routed.home}deel{number}.xml</loc></sitemap>" for number in (1, 2))
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>', XML, {}
    where = {"a/1": "Assen", "a/2": "Klazienaveen", "a/3": "Maastricht", "a/4": "Nergenshuizen"}
    routed.routes = {
        "/sitemap.xml": index,
        "/deel1.xml": sitemap("over-ons", "a/1", "a/2"),
        "/deel2.xml": sitemap("a/3", "a/4"),
        **{f"/{path}": f"{advert(path)}<i>{place}</i>" for path, place in where.items()},
    }
    listing = {"url": "/sitemap.xml", "id": {"regex": r"/a/(\d+)"}}
    fields = {**DETAIL["fields"], "place": "i"}
    spec = {"kind": "sitemap", "listing": listing, "advert": {"fields": fields}}
    first = night(spec)
    assert statuses(first) == BOTH
    assert sightings(office) == {"GM0106": 1, "GM0114": 1}
    assert first.requests == first.least_requests + 1  # robots.txt
    second = night(spec, offset=1)
    assert statuses(second) == BOTH
    assert sightings(office, NIGHT + timedelta(days=1)) == {"GM0106": 1, "GM0114": 1}
    assert sorted(routed.paths()) == ["/deel1.xml", "/deel2.xml", "/sitemap.xml"]


def test_an_advert_that_stands_elsewhere_leaves_nothing_in_the_store(night, routed, office):
    routed.routes = {
        "/alles": page(("een", ""), ("twee", "")),
        "/a/een": f"{advert('een')}<i>Maastricht</i>",
        "/a/twee": f"{advert('twee')}<i>Assen</i>",
    }
    spec = {
        "listing": {**LISTING, "url": "/alles"},
        "advert": {"fields": {**DETAIL["fields"], "place": "i"}},
    }
    night(spec)
    with office.store.begin() as connection:
        assert connection.execute(select(func.count()).select_from(tables.AdvertVersion)).scalar_one() == 1
    assert sightings(office) == {"GM0106": 1}


def test_an_entry_that_names_a_place_elsewhere_is_never_asked_for(night, routed, office):
    routed.routes = {
        "/alles": page(("een", "<b>Maastricht</b>"), ("twee", "<b>'t Veldje</b>")),
        "/a/twee": advert("twee"),
    }
    spec = {
        "listing": {**LISTING, "url": "/alles", "place": "b"},
        "advert": DETAIL,
        "spellings": {"municipality": {"'t Veldje": "Emmen"}},
    }
    night(spec)
    assert routed.paths() == ["/alles", "/a/twee"]
    assert sightings(office) == {"GM0114": 1}


@pytest.mark.parametrize("whole", [True, False])
def test_a_feed(night, routed, office, whole):
    item = "<item><guid>g1</guid><title>Titel</title><link>/a/een</link><description>Tekst</description></item>"
    routed.routes = {
        "/assen.rss": (f'<rss version="2.0"><channel>{item}</channel></rss>', XML, {}),
        "/emmen.rss": ('<rss version="2.0"><channel></channel></rss>', XML, {}),
        "/a/een": advert("een"),
    }
    spec = {"kind": "feed", "listing": {"url": "/{municipality.slug}.rss", "whole": whole}}
    if not whole:
        spec["advert"] = DETAIL
    assert statuses(night(spec)) == BOTH
    assert sightings(office) == {"GM0106": 1}
    assert len(routed.asked) == (2 if whole else 3)


SIMPLE = {"listing": {**LISTING, "url": "/{municipality.slug}"}, "advert": DETAIL}


def test_an_unchanged_listing_is_asked_for_conditionally_and_counts_in_full(night, routed, office):
    routed.routes = {
        "/assen": (page(("een", "")), HTML, {"ETag": '"v1"'}),
        "/emmen": page(),
        "/a/een": (advert("een"), HTML, {"ETag": '"a1"'}),
    }
    night(SIMPLE)
    again = night(SIMPLE, offset=1)
    asked = dict(routed.asked)
    assert asked["/assen"]["If-None-Match"] == '"v1"'
    assert statuses(again) == BOTH
    assert sightings(office, NIGHT + timedelta(days=1)) == {"GM0106": 1}


def test_an_old_advert_is_asked_for_conditionally_and_kept_as_long_anew(night, routed, office):
    routed.routes = {
        "/assen": (page(("een", "")), HTML, {"ETag": '"v1"'}),
        "/emmen": page(),
        "/a/een": (advert("een"), HTML, {"ETag": '"a1"'}),
    }
    for offset in range(16):
        night(SIMPLE, offset=offset)
    asked = dict(routed.asked)
    assert "If-None-Match" not in asked["/assen"]  # it must name its links again, since one of them is to be read
    assert asked["/a/een"]["If-None-Match"] == '"a1"'
    assert sightings(office, NIGHT + timedelta(days=15)) == {"GM0106": 1}
    with office.store.begin() as connection:
        read_on, expires = connection.execute(
            select(tables.Advert.read_on, tables.AdvertVersion.expires_on).join(
                tables.AdvertVersion, tables.AdvertVersion.advert_id == tables.Advert.id
            )
        ).one()
    assert read_on == NIGHT + timedelta(days=15)
    assert expires == read_on + timedelta(days=3650)


LOGIN = '<form action="/login"><input name="naam"><input type="password" name="wachtwoord"></form>'
CAPTCHA = '<p>Ben je een mens?</p><div class="g-recaptcha" data-sitekey="x"></div>'


@pytest.mark.parametrize(("wall", "said"), [(LOGIN, "login"), (CAPTCHA, "CAPTCHA"), (403, "HTTP 403")])
def test_at_a_barrier_the_board_is_left_for_the_night(night, routed, wall, said):
    routed.routes = {"/assen": wall, "/emmen": wall}
    found = statuses(night(SIMPLE))
    assert {status for status, _ in found.values()} == {"barred"}
    assert all(said in reason for _, reason in found.values())


def test_one_advert_behind_a_login_bars_its_municipality_alone(night, routed):
    routed.routes = {"/assen": page(("een", "")), "/emmen": page(("twee", "")), "/a/een": LOGIN, "/a/twee": advert("x")}
    found = statuses(night(SIMPLE))
    assert found["GM0106"][0] == "barred"
    assert found["GM0114"][0] == "complete"


def test_a_renumbered_board_is_no_exodus_and_settles_the_next_night(night, routed, office):
    def show(names):
        routed.routes = {"/assen": page(*((name, "") for name in names)), "/emmen": page()}
        routed.routes |= {f"/a/{name}": advert(name, f"Tekst nummer {name[1:]} over muziek") for name in names}

    for offset in range(3):
        show([f"a{number}" for number in range(16)])
        assert statuses(night(SIMPLE, offset=offset)) == BOTH
    show([f"b{number}" for number in range(16)])
    renumbered = night(SIMPLE, offset=3)
    assert statuses(renumbered)["GM0106"][0] == "partial"
    assert [each.kind for each in renumbered.findings] == ["all new"]
    assert statuses(night(SIMPLE, offset=4)) == BOTH


def test_a_layout_without_a_field_is_noticed_the_same_night(night, routed, office):
    def show(number, label):
        routed.routes = {"/assen": page(*((f"n{number}x{k}", "") for k in range(12))), "/emmen": page()}
        body = f"<dl><dt>{label}</dt><dd>27</dd></dl>"
        routed.routes |= {f"/a/n{number}x{k}": advert(str(k), f"Tekst {k} over thee") + body for k in range(12)}

    spec = {**SIMPLE, "advert": {"fields": {**DETAIL["fields"], "age": {"label": "Leeftijd"}}}}
    for offset in range(2):
        show(offset, "Leeftijd")
        assert not night(spec, offset=offset).findings or offset
    show(2, "Jaren jong")
    found = night(spec, offset=2).findings
    assert [(each.kind, each.field) for each in found if each.field] == [("fill drift", "age")]
