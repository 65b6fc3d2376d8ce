"""A first specification from pages of shapes that nobody described: it must read what it was guessed from."""

import pytest
from parsel import Selector as Node

from adwatch.jobs.board_draft import specification
from adwatch.reading import html
from adwatch.reading.guess_advert import guess_advert
from adwatch.reading.guess_listing import guess_listing, needs_browser
from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.loading import parse_yaml
from adwatch.specs.selectors import AdvertField

HOST = "https://bord.example"
MENU_ITEMS = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("over", "hulp", "x"))
NAV = f"<nav><ul>{MENU_ITEMS}</ul></nav>"
NAMES = ("een", "twee", "drie", "vier", "vijf", "zes")


def listing_of_cards():
    cards = "".join(
        f'<div class="card css-1x2y3z"><h3><a href="/ad/{100 + number}/titel-{name}">Titel {name}</a></h3>'
        f'<p>Een rustige tekst van {name} over thee</p><time datetime="2021-03-0{number}">toen</time></div>'
        for number, name in enumerate(NAMES, start=1)
    )
    return f'{NAV}<div class="grid">{cards}</div><a href="/assen?page=2" rel="next">2</a>'


def listing_of_rows():
    rows = "".join(
        f'<tr><td>{number}</td><td><a href="/show?id={900 + number}">Advert {name}</a></td><td>Assen</td></tr>'
        for number, name in enumerate(NAMES)
    )
    return f"{NAV}<table><tr><th>#</th><th>Titel</th><th>Plaats</th></tr>{rows}</table><a href='/p2'>Volgende</a>"


def listing_without_classes():
    items = "".join(
        f'<div><div><a href="/advert-{name}-{700 + n}.html">Titel {name}, lief en rustig</a></div></div>'
        for n, name in enumerate(NAMES)
    )
    return f"{NAV}<main><section>{items}</section></main>"


def listing_with_data_ids():
    items = "".join(
        f'<li data-advert="x{n}q"><a href="/{name}">Titel van {name} in de stad</a> meer tekst</li>'
        for n, name in enumerate(NAMES)
    )
    return f"{NAV}<ul id='adverts'>{items}</ul>"


MENU = "".join(
    f'<li><a href="/regio/{slug}">{slug}</a></li>'
    for slug in ("assen", "emmen", "meppel", "hoogeveen", "coevorden", "zwolle", "deventer", "almelo", "kampen")
)


def listing_beside_a_longer_menu_of_municipalities():
    sections = "".join(
        f'<section><h2><a href="/ad/{name}">{name}</a></h2><p>Thee en rust</p></section>' for name in NAMES
    )
    return f"<div><ul>{MENU}</ul></div><div>{sections}</div>"


def listing_of_cards_that_are_links():
    cards = "".join(f'<a class="kaart" href="/p/{name}"><b>{name}</b><span>Thee en rust</span></a>' for name in NAMES)
    return f"<ul>{MENU}</ul><main>{cards}</main>"


def listing_with_the_name_in_the_middle_of_the_address():
    rows = "".join(
        f'<div><div><a href="/assen/{name}/profiel"><img src="/{name}.jpg"></a></div>'
        f'<div><a href="/assen/{name}/profiel">{name}</a> <div>Thee en rust</div></div></div>'
        for name in NAMES
    )
    return f'<ul>{MENU}</ul><div id="lijst">{rows}</div>'


def listing_of_rows_with_banners_between():
    rows = "".join(
        f'<tr><td><a href="/show.php?id={number}&amp;s=1">{name}</a></td><td>Thee en rust</td></tr>'
        '<tr><td colspan="2">Een <a href="https://elders.example/">advertentie</a></td></tr>'
        for number, name in enumerate(NAMES)
    )
    return f"<table><tr><th>Naam</th><th>Wat</th></tr>{rows}</table>"


def listing_with_generated_classes_alone():
    return '<div class="css-9z8y7x">' + "".join(
        f'<div class="css-1x2y3z"><div class="sc-ab12cd">'
        f'<a class="css-77aa1" href="/listing/{5000 + number}">{name}</a>'
        "</div><p>Thee en rust</p></div>"
        for number, name in enumerate(NAMES)
    )


def listing_with_paid_places_on_top():
    def entry(name, more=""):
        return f'<li class="rij{more}"><a href="/a/{NAMES.index(name)}-{name}">{name}</a> Thee en rust</li>'

    everyone = "".join(map(entry, NAMES))
    return f"<ul>{entry('vier', ' betaald')}</ul><ul>{everyone}</ul>"


@pytest.mark.parametrize(
    "page",
    [
        listing_of_cards,
        listing_of_rows,
        listing_without_classes,
        listing_with_data_ids,
        listing_beside_a_longer_menu_of_municipalities,
        listing_of_cards_that_are_links,
        listing_with_the_name_in_the_middle_of_the_address,
        listing_of_rows_with_banners_between,
        listing_with_generated_classes_alone,
        listing_with_paid_places_on_top,
    ],
)
def test_a_guessed_listing_reads_the_page_that_it_was_guessed_from(page):
    url = f"{HOST}/regio/assen"
    tree = html.parse(page().encode())
    spec = parse_yaml(specification(url, guess_listing(tree, url), guess_advert(tree)), BoardSpec, "x.yml")
    found = html.read_listing(tree, "bord", url, spec)
    assert len(found.entries) == len(NAMES)
    assert len({entry.advert_id for entry in found.entries}) == len(NAMES)
    assert len({entry.link for entry in found.entries}) == len(NAMES)
    assert spec.municipalities == ("Assen",)
    assert spec.listing.url == "/regio/{municipality.slug}"


def test_classes_that_a_build_made_are_left_alone():
    guess = guess_listing(html.parse(listing_of_cards().encode()), HOST)
    assert guess.entries.value == "div.card"
    assert guess.next.value == "a[rel=next]::attr(href)"


ADVERTS = {
    "definitions": "<dl><dt>Naam</dt><dd>Anna</dd><dt>Leeftijd:</dt><dd>27</dd></dl>",
    "rows": "<table><tr><th>Naam</th><td>Anna</td></tr><tr><th>Leeftijd</th><td>27</td></tr></table>",
    "loose": "<ul><li><b>Naam</b> <span>Anna</span></li><li><b>Leeftijd</b> <span>27</span></li></ul>",
    "english": "<p><strong>Name:</strong> Anna</p><p><strong>Age:</strong> 27</p>",
}
TEXT = "Een rustige tekst over thee, muziek en lange wandelingen door het bos. " * 3


@pytest.mark.parametrize("facts", ADVERTS.values(), ids=ADVERTS)
def test_a_guessed_advert_reads_the_page_that_it_was_guessed_from(facts):
    page = (
        f"{NAV}<article><h1>Rust in de stad</h1>{facts}<div class='tekst'><p>{TEXT}</p></div>"
        '<table class="prijzen"><tr><td>30 min</td><td>€ 80</td></tr><tr><td>1 uur</td><td>€ 150</td></tr></table>'
        '<a href="tel:0612349876">Bel</a></article><aside><h2>Anderen</h2><p>Kort</p></aside>'
    )
    tree = html.parse(page.encode())
    spec = parse_yaml(specification(HOST, guess_listing(tree, HOST), guess_advert(tree)), BoardSpec, "x.yml")
    advert = html.read_advert(tree, "bord", "1", HOST, spec)
    assert (advert.title, advert.text, advert.alias, advert.age) == ("Rust in de stad", TEXT.strip(), "Anna", "27")
    assert advert.phones == ("tel:0612349876",)
    assert advert.prices == {"30 min": "€ 80", "1 uur": "€ 150"}


def test_nothing_that_a_person_wrote_is_repeated():
    page = f"<article><h1>Geheime titel</h1><p>Naam: Zilvermaan</p><div>{TEXT} bel 0612349876</div></article>"
    tree = html.parse(page.encode())
    written = specification(HOST, guess_listing(tree, HOST), guess_advert(tree))
    assert not [word for word in ("Geheime", "Zilvermaan", "0612349876", "wandelingen") if word in written]


def test_a_page_of_nothing_gives_a_file_to_fill_in():
    tree = html.parse(b"<p>x</p>")
    written = specification(HOST, guess_listing(tree, HOST), guess_advert(tree))
    assert "fill in" in written
    assert AdvertField.TITLE in parse_yaml(written, BoardSpec, "x.yml").advert.fields


def test_a_position_in_the_list_is_no_id():
    items = "".join(
        f'<li data-index="{number}"><a href="/ad/{name}">{name}</a> Thee en rust</li>'
        for number, name in enumerate(NAMES)
    )
    guess = guess_listing(html.parse(f"<ul>{items}</ul>".encode()), HOST)
    assert "data-index" not in guess.id.value


def test_a_class_made_of_the_adverts_own_name_is_left_alone():
    page = f'<div id="zilvermaan"><h1 class="zilvermaan-kop">Zilvermaan</h1><div class="tekst">{TEXT}</div></div>'
    tree = html.parse(page.encode())
    assert "zilvermaan" not in specification(HOST, guess_listing(tree, HOST), guess_advert(tree))
    assert tree.css("#zilvermaan"), "the page itself is left as it was"


def test_others_adverts_beside_it_are_not_taken_for_the_advert():
    page = (
        f"<div><div><div><div><h1>Rust</h1></div><div>{TEXT}</div></div>"
        "<div><div><b>Leeftijd</b> <i>31</i></div><a href='tel:0612340000'>Bel</a></div></div></div>"
    )
    tree = html.parse(page.encode())
    spec = parse_yaml(specification(HOST, guess_listing(tree, HOST), guess_advert(tree)), BoardSpec, "x.yml")
    advert = html.read_advert(tree, "bord", "1", HOST, spec)
    assert (advert.title, advert.text) == ("Rust", TEXT.strip())
    assert (advert.age, advert.phones) == (None, ())


def advert_guessed(page, said=""):
    tree = html.parse(page.encode())
    guess = guess_advert(tree, said)
    spec = parse_yaml(specification(HOST, guess_listing(tree, HOST), guess), BoardSpec, "x.yml")
    return html.read_advert(tree, "bord", "1", HOST, spec)


@pytest.mark.parametrize(
    "rows",
    [
        "<dl><dt>30 min</dt><dd>€ 80</dd><dt>1 uur</dt><dd>€ 150</dd><dt>Leeftijd</dt><dd>27</dd></dl>",
        "<p><b>Leeftijd:</b> 27</p><p><b>30 min:</b> € 80</p><p><b>1 uur:</b> € 150</p>",
        "<table><tr><td><b>30 min:</b></td><td>€ 80</td></tr><tr><td><b>1 uur:</b></td><td>€ 150</td></tr></table>",
    ],
)
def test_prices_in_rows_of_labels_are_guessed(rows):
    advert = advert_guessed(f"<article><h1>Rust</h1>{rows}<div class='tekst'>{TEXT}</div></article>")
    assert {name.strip(":"): price.strip() for name, price in advert.prices.items()} == {
        "30 min": "€ 80",
        "1 uur": "€ 150",
    }


def test_handles_account_and_photos_are_guessed():
    advert = advert_guessed(
        f"<article><h1>Rust</h1><div class='tekst'>{TEXT}</div><img src='/static/logo.png'><img src='/f/1.jpg'>"
        "<img src='/f/2.jpg'><a href='https://t.me/voorbeeld'>Telegram</a>"
        "<ul><li><b>Geplaatst door:</b> rust12</li><li><b>Instagram:</b> rust.hier</li></ul></article>"
    )
    assert (advert.account, advert.handles) == ("rust12", ("https://t.me/voorbeeld",))
    assert advert.photos == ("/f/1.jpg", "/f/2.jpg")


def test_a_title_without_a_heading_is_what_the_listing_calls_the_advert():
    page = (
        "<table><tr><td><a href='/a?nr=1'>Rust in Assen</a></td><td><font size='4'><b>Rust in Assen</b></font>"
        f"<table><tr><td>{TEXT}</td></tr></table></td></tr></table>"
    )
    assert advert_guessed(page, "Rust in Assen").title == "Rust in Assen"
    assert guess_advert(html.parse(page.encode())).fields.get(AdvertField.TITLE) is None


PLACES = ("Emmen", "9401 AB Assen", "Klazienaveen", "Kloosterveen", "Emmen", "Meppel")


def listing_with_places(link="/lees?nr={number}"):
    rows = "".join(
        f'<tr><td><a href="{link.format(number=number)}">Titel {name} in Zwolle</a></td><td>{place}</td>'
        "<td>3 dagen geleden</td></tr>"
        for number, (name, place) in enumerate(zip(NAMES, PLACES, strict=True))
    )
    return f"<table>{rows}</table><a href='?begin=10'>verder &gt;&gt;</a>"


def test_without_a_municipality_in_the_address_the_entries_say_where():
    url = f"{HOST}/oproepen?gebied=noord"
    tree = html.parse(listing_with_places().encode())
    spec = parse_yaml(specification(url, guess_listing(tree, url), guess_advert(tree)), BoardSpec, "x.yml")
    found = html.read_listing(tree, "bord", url, spec)
    assert tuple(entry.place for entry in found.entries) == PLACES
    assert spec.municipalities == ("Emmen", "Assen", "Meppel")
    assert found.next == "?begin=10"
    assert not any("geleden" in entry.shown for entry in found.entries), "it changes by itself"


def test_where_nothing_says_where_it_is_to_be_filled_in():
    tree = html.parse(listing_of_rows_with_banners_between().encode())
    written = specification(f"{HOST}/lijst", guess_listing(tree, f"{HOST}/lijst"), guess_advert(tree))
    assert 'municipalities: ["fill-in"]  # fill in' in written


SHELL = '<div id="app"></div><noscript>Zet JavaScript aan.</noscript><script src="/app.js"></script>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (SHELL, True),
        (listing_of_cards() + "<script src='/x.js'></script>", False),
        ("<p>Hier staan vandaag geen advertenties.</p>", False),
        ('<script type="application/ld+json">{}</script><p>leeg</p>', False),
    ],
)
def test_a_page_that_is_empty_until_its_script_has_run_is_recognised(page, expected):
    assert needs_browser(html.parse(page.encode()), HOST) is expected


def test_entries_without_pages_of_their_own_are_the_adverts():
    cards = "".join(
        f'<article class="kaart" data-nummer="k{number}"><h2>Titel {name}</h2><p class="tekst">{TEXT}</p>'
        "<div><span>Leeftijd</span> <span>27</span></div></article>"
        for number, name in enumerate(NAMES)
    )
    url = f"{HOST}/regio/assen"
    tree = html.parse(f"<main>{cards}</main><button id='meer'>Meer laden</button>".encode())
    listing = guess_listing(tree, url)
    advert = guess_advert(Node(root=listing.whole, type="html"), whole=True)
    spec = parse_yaml(specification(url, listing, advert, BoardKind.RENDERED), BoardSpec, "x.yml")
    assert (spec.kind, spec.listing.whole, spec.render.more) == (BoardKind.RENDERED, True, "#meer")
    found = html.read_listing(tree, "bord", url, spec)
    assert [entry.advert_id for entry in found.entries] == [f"k{number}" for number in range(len(NAMES))]
    assert [entry.advert.title for entry in found.entries] == [f"Titel {name}" for name in NAMES]
    assert {(entry.advert.text, entry.advert.age) for entry in found.entries} == {(TEXT.strip(), "27")}
