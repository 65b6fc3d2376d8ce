from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector
from serve_fake import (
    CHANGING,
    DOWN,
    FULL,
    HOSTILE,
    REDESIGNED,
    SCRIPT,
    SECOND,
    VANISHING,
    fetch,
    full_advert,
    make_advert,
)

from adwatch.demo.serve.markt import advert_path, number_behind_link, promoted, render_article, similar_to
from adwatch.demo.serve.tonight import Region

ASSEN = Region("GM0106", "Assen", "assen")


@pytest.fixture
def markt(served):
    return served.urls["marktvoorbeeld"]


def pages_of(base, path):
    while path:
        answer = fetch(base + path)
        assert answer.status == 200
        page = Selector(answer.text)
        yield page
        path = page.css("a[rel=next]::attr(href)").get()


def entry_of(markt, advert_id):
    for page in pages_of(markt, "/regio/assen"):
        for entry in page.css("ul.alle > li.resultaat"):
            if f"/advertentie/{advert_id}-" in entry.css("a::attr(href)").get():
                return entry.get()
    return None


def test_a_listing_ends_after_its_last_page_and_shows_every_advert_once(markt):
    pages = list(pages_of(markt, "/regio/assen?pagina=1"))
    links = [link for page in pages for link in page.css("ul.alle a.resultaat-titel::attr(href)").getall()]
    assert [len(page.css("ul.alle > li")) for page in pages] == [25, 25, 10]
    assert len(set(links)) == len(links) == 60


def test_paid_adverts_are_repeated_on_top_of_every_page(markt):
    paid = [page.css("ul.top a::attr(href)").getall() for page in pages_of(markt, "/regio/assen")]
    assert paid[0]
    assert all(each == paid[0] for each in paid)


def test_a_page_beyond_the_last_is_empty(markt):
    page = Selector(fetch(f"{markt}/regio/assen?pagina=4").text)
    assert not page.css("li.resultaat")
    assert not page.css("a[rel=next]")


@pytest.mark.parametrize(
    "path", ["/regio/emmen", "/regio/assen?pagina=0", "/regio/assen?pagina=x", "/advertentie/zz-x"]
)
def test_what_is_not_there_is_404(markt, path):
    assert fetch(markt + path).status == 404


def test_a_region_without_adverts_says_so(markt):
    assert "Hier staan geen advertenties" in fetch(f"{markt}/regio/aa-en-hunze").text


def test_pages_say_their_encoding(markt):
    assert fetch(f"{markt}/regio/assen").headers["content-type"] == "text/html; charset=utf-8"


def test_a_changed_advert_changes_its_entry_and_the_others_do_not(served, markt):
    before = entry_of(markt, CHANGING), entry_of(markt, FULL)
    served.show(SECOND)
    after = entry_of(markt, CHANGING), entry_of(markt, FULL)
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_a_vanished_advert_is_404(served, markt):
    assert fetch(f"{markt}/advertentie/{VANISHING}-x").status == 200
    served.show(SECOND)
    assert fetch(f"{markt}/advertentie/{VANISHING}-x").status == 404
    assert entry_of(markt, VANISHING) is None


def test_the_page_of_an_advert_says_all_of_it(markt):
    article = Selector(fetch(f"{markt}/advertentie/{FULL}-lotus-in-assen").text).css("article.advertentie")
    labels = [label.get() for label in article.css("dl.kenmerken dt::text")]
    facts = dict(zip(labels, article.css("dl.kenmerken dd::text").getall(), strict=True))
    assert article.css("h1.ad-titel::text").get() == "Lotus in Assen 🌸"
    assert facts == {
        "Naam": "Lotus",
        "Leeftijd": "28 jaar",
        "Afkomst": "Thais",
        "Talen": "Nederlands, Engels",
        "Plaats": "Assen centrum",
        "Postcode": "9401 AB",
    }
    assert article.css(".ad-tekst p:last-child::text").getall() == ["Bel gerust,", "\nook 's avonds."]
    rows = [(row.css("th::text").get(), row.css("td::text").get()) for row in article.css(".ad-prijzen tr")]
    assert rows == [("half uur", "€ 80"), ("1 u", "150,00")]
    assert article.css("a.ad-mail::attr(href)").get() == "mailto:lotus@webpost.example"
    assert article.css("a.ad-account::text").get() == "lotus12"
    assert article.css(".ad-fotos img::attr(src)").getall() == ["/foto/7.png", "/foto/8.png"]
    assert article.css("time.ad-geplaatst::attr(datetime)").get() == "2020-06-20"


def test_the_number_is_written_out_or_stands_behind_a_link():
    adverts = [full_advert(f"c{at}") for at in range(20)]
    for advert in adverts:
        article = Selector(render_article(advert, ASSEN, False))
        behind, plain = article.css("a.ad-bellen::attr(href)").get(), article.css(".ad-nummer::text").get()
        expected = ("tel:0612340001", None) if number_behind_link(advert) else (None, "06 1234 0001")
        assert (behind, plain) == expected
    assert {number_behind_link(advert) for advert in adverts} == {True, False}


def test_other_peoples_adverts_stand_outside_the_article(markt):
    page = Selector(fetch(f"{markt}/advertentie/{HOSTILE}-x").text)
    assert page.css("aside.vergelijkbaar dl.kenmerken dt")
    assert not page.css("article .vergelijkbaar")


def test_similar_adverts_are_others_of_the_region_that_follow():
    adverts = [make_advert(str(at)) for at in range(3)]
    assert [one.advert_id for one in similar_to(adverts[1], adverts)] == ["2", "0"]


def test_at_most_three_adverts_are_promoted():
    assert len(promoted([make_advert(str(at)) for at in range(200)])) == 3


def test_the_view_counter_never_stands_still(markt):
    counts = [Selector(fetch(f"{markt}/advertentie/{FULL}-x").text).css(".bekeken::text").get() for _ in range(2)]
    assert counts[0] != counts[1]


def test_on_some_nights_details_look_otherwise_and_listings_do_not(served, markt):
    served.show(SECOND)
    listing = fetch(f"{markt}/regio/assen?pagina=2").text
    served.show(REDESIGNED)
    page = Selector(fetch(f"{markt}/advertentie/{FULL}-x").text)
    assert fetch(f"{markt}/regio/assen?pagina=2").text == listing
    assert not page.css("article, .ad-titel, .ad-tekst, .ad-contact")
    assert page.css(".profiel-naam::text").get() == "Lotus in Assen 🌸"
    assert "Bel gerust, ook 's avonds." in page.css(".profiel-over div::text").getall()


def test_every_page_is_503_while_the_board_is_down(served, markt):
    served.show(DOWN)
    for path in ("/", "/regio/assen", f"/advertentie/{FULL}-x", "/robots.txt"):
        assert fetch(markt + path).status == 503
    assert fetch(served.urls["kaartvoorbeeld"]).status == 200


def test_robots_keeps_accounts_and_searches(markt):
    assert fetch(f"{markt}/robots.txt").text == "User-agent: *\nDisallow: /account/\nDisallow: /zoeken\n"
    assert fetch(f"{markt}/account/lotus12").status == 401


def test_hostile_text_is_shown_as_text(served, markt):
    for night in (SECOND, REDESIGNED):
        served.show(night)
        for path in ("/regio/assen", f"/advertentie/{HOSTILE}-x"):
            page = Selector(fetch(markt + path).text)
            assert not page.css("script")
            assert any(SCRIPT in text for text in page.css("main *::text").getall())


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1))
def test_any_text_is_read_back_as_it_was_written(text):
    article = Selector(render_article(make_advert("a9", title=text, text=text, alias=text), ASSEN, False))
    assert article.css(".ad-titel::text").get() == text
    assert "".join(article.css(".ad-tekst p::text").getall()) == text
    assert article.css("dl.kenmerken dd::text").get() == text


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Massage a Süd!", "/advertentie/a9-massage-a-sud"),
        ("💋💋", "/advertentie/a9-advertentie"),
        ("x" * 99, "/advertentie/a9-" + "x" * 60),
    ],
)
def test_an_address_is_the_id_and_words_of_the_title(title, path):
    assert advert_path(make_advert("a9", title=title)) == path
