"""The whole crawl beside a bare Scrapy spider on the same pages, over real HTTP, and where the time goes.

All walk the same two demo boards on the same nights, in turn, with the same concurrency. Every night is crawled into a
new deployment, so that every page is asked for by all. `bare` is Scrapy as it comes and parses what it reads; `lean` is
the same spider with CONCURRENT_ITEMS at 1, as adwatch sets it: Scrapy starts a task for each of these on every page.
`whole` is adwatch: reading, cleaning, sealing and storing.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from adwatch.crawl.addresses import slug_of
from adwatch.crawl.loop import run_until_complete
from adwatch.crawl.settings import LOOPBACK_CONCURRENCY
from adwatch.demo.province import FIRST
from adwatch.demo.run import forbid_fingerprints, write_boards
from adwatch.demo.serve.process import ServedBoards
from adwatch.demo.tables import towns
from adwatch.jobs.crawling import crawl
from adwatch.jobs.init import make_deployment
from adwatch.jobs.office import open_office

BOARDS = ("marktvoorbeeld", "kaartvoorbeeld")
BARE = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": LOOPBACK_CONCURRENCY,
    "CONCURRENT_REQUESTS_PER_DOMAIN": LOOPBACK_CONCURRENCY,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_ENABLED": False,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}
PARTS = ("reading", "clean", "guard", "store", "crawl", "scrapy", "twisted", "sqlalchemy")


class BareSpider(Spider):
    """What anybody would write first: follow every listing, take every field of every advert, keep nothing."""

    name = "bare"
    pages = 0

    async def start(self):
        for slug in self.slugs:
            if "marktvoorbeeld" in self.urls:
                yield Request(f"{self.urls['marktvoorbeeld']}/regio/{slug}?pagina=1", self.listing, dont_filter=True)
            if "kaartvoorbeeld" in self.urls:
                url = f"{self.urls['kaartvoorbeeld']}/api/v2/regions/{slug}/adverts?limit=50"
                yield Request(url, self.api_listing, dont_filter=True)

    def listing(self, response):
        type(self).pages += 1
        for entry in response.css("li.resultaat"):
            link = entry.css("a.resultaat-titel::attr(href)").get()
            entry.css("time.resultaat-gewijzigd::attr(datetime)").get()
            entry.css(".resultaat-teaser::text").get()
            yield response.follow(link, self.advert)
        following = response.css("a[rel=next]::attr(href)").get()
        if following:
            yield response.follow(following, self.listing)

    def advert(self, response):
        type(self).pages += 1
        page = response.css("article.advertentie")
        facts = {dt.css("::text").get(): dt.xpath("following-sibling::dd[1]//text()").get() for dt in page.css("dt")}
        page.css("h1.ad-titel::text").get()
        " ".join(page.css(".ad-tekst p ::text").getall())
        page.css("a.ad-account::text").get()
        page.css("a.ad-bellen::attr(href), .ad-nummer::text").getall()
        page.css("a.ad-mail::text").getall()
        page.css("time.ad-geplaatst::attr(datetime)").get()
        prices = {row.css("th::text").get(): row.css("td::text").get() for row in page.css("table.ad-prijzen tr")}
        del facts, prices

    def api_listing(self, response):
        type(self).pages += 1
        found = json.loads(response.body)
        for item in found["items"]:
            yield response.follow(f"/api/v2/adverts/{item['id']}", self.api_advert)
        if found["next"]:
            yield response.follow(found["next"], self.api_listing)

    def api_advert(self, response):
        type(self).pages += 1
        json.loads(response.body)


def bare(urls, slugs, **further):
    """Pages and seconds of the bare spider."""
    BareSpider.pages = 0
    started = time.perf_counter()
    runner = AsyncCrawlerRunner({**BARE, **further})

    async def work():
        await runner.crawl(BareSpider, urls=urls, slugs=slugs)

    run_until_complete(work())
    return BareSpider.pages, time.perf_counter() - started


def whole(urls, night):
    """Pages and seconds of adwatch's own crawl into a new deployment."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_deployment(Path(folder) / "home", invented=True)
        write_boards(home, urls)
        forbid_fingerprints(home)
        with open_office(home) as office:
            started = time.perf_counter()
            runs = crawl(office, night=night)
            seconds = time.perf_counter() - started
    return sum(run.pages for run in runs), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nights", type=int, default=9)
    nights = parser.parse_args().nights
    names = {code: town.name for code, town in towns().items()}
    slugs = [slug_of(name) for name in names.values()]
    runs = {"bare": [], "lean": [], "whole": []}
    with ServedBoards(names, FIRST, kwargs={"seed": 1}) as served:
        urls = {name: served.urls[name].rstrip("/") for name in BOARDS}
        for number in range(nights):
            night = FIRST + timedelta(days=40 * number + 10)
            served.show(night)
            results = {
                "bare": bare(urls, slugs),
                "lean": bare(urls, slugs, CONCURRENT_ITEMS=1),
                "whole": whole(urls, night),
            }
            if number:  # the first of each warms up
                for name, result in results.items():
                    runs[name].append(result)
                print(f"{night}:", ", ".join(f"{name} {pages / t:.0f}/s" for name, (pages, t) in results.items()))
        profile = cProfile.Profile()
        profile.runcall(whole, urls, night)
    for name, results in runs.items():
        pages, seconds = sum(one for one, _ in results), sum(one for _, one in results)
        print(f"{name}: {pages} pages in {seconds:.1f} s, {pages / seconds:.0f} pages/s")
    for name in ("bare", "lean"):
        pairs = zip(runs["whole"], runs[name], strict=True)
        ratios = [(pages / t) / (others / u) for (pages, t), (others, u) in pairs]
        print(f"whole / {name}: median {median(ratios):.2f}, least {min(ratios):.2f}, greatest {max(ratios):.2f}")
    report(profile)


def report(profile):
    """Where the time of one crawled night goes, by part: own time of each function, summed."""
    stats = pstats.Stats(profile).stats
    shares = dict.fromkeys((*PARTS, "other"), 0.0)
    for (file, _, _), (_, _, own, _, _) in stats.items():
        part = next(
            (part for part in PARTS if f"/adwatch/{part}/" in file or f"site-packages/{part}/" in file), "other"
        )
        shares[part] += own
    total = sum(shares.values())
    print("profile of one night:", ", ".join(f"{part} {value / total:.0%}" for part, value in shares.items()))
    for (file, _, name), (_, calls, own, _, _) in sorted(stats.items(), key=lambda one: -one[1][2])[:12]:
        print(f"  {own:6.3f} s  {calls:7d} x  {'/'.join(Path(file).parts[-2:])}:{name}")


if __name__ == "__main__":
    main()
