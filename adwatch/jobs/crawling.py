"""A night's crawl: which boards and municipalities may be read, by whom it is asked, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from adwatch.clean.gazetteer import municipalities
from adwatch.crawl.loop import run_until_complete
from adwatch.crawl.run import CrawlRun, Memory
from adwatch.crawl.runner import crawl_boards
from adwatch.domain.places import Municipality
from adwatch.errors import BadInput, ConfigFault, Refused, UnknownName
from adwatch.jobs.office import Office, mandated_codes, municipality_named, province_places
from adwatch.specs.board import BoardSpec, pick_boards
from adwatch.specs.mandate import MandateOption
from adwatch.specs.pages import PlacedBy
from adwatch.store.adverts import known_adverts
from adwatch.store.pages import page_states
from adwatch.store.session import Connection
from adwatch.store.watch import last_places, requests_on


def crawl(
    office: Office,
    *,
    boards: tuple[str, ...] = (),
    municipality: str | None = None,
    province: str | None = None,
    night: date | None = None,
    watch: Callable[[Sequence[CrawlRun]], None] = lambda _: None,
) -> list[CrawlRun]:
    """Crawl the boards named, or all that the mandate covers, on tonight's night.

    A `night` may be stated for boards on loopback only: what stood on any other board is not there to be read again.
    `watch` is shown the runs after every page.

    Raises:
        Refused: the mandate does not allow it, or a night is stated for a board that is not on loopback.
        AdwatchError: configuration, names or store are at fault.
    """
    runs = plan(office, boards=boards, municipality=municipality, province=province, night=night)
    for run in runs:
        run.watch = partial(watch, runs)
    run_until_complete(crawl_boards(runs))
    return runs


def plan(
    office: Office,
    *,
    boards: tuple[str, ...] = (),
    municipality: str | None = None,
    province: str | None = None,
    night: date | None = None,
) -> list[CrawlRun]:
    """What `crawl` would read, with everything that it must know; nothing is requested yet."""
    require_crawler(office)
    wanted = _wanted(municipality, province)
    specs = pick_boards(office.deployment.boards_dir, boards)
    runs = []
    for name, spec in specs.items():
        if not boards and not office.mandate.covers_board(name):
            continue
        places = _places(office, name, spec, wanted)
        if not places:
            continue
        if night is not None and not spec.loopback:
            raise Refused(f"--night: board {name} is not on loopback; only what stands there tonight can be read")
        runs.append(_run(office, name, spec, places, night or office.today))
    if not runs:
        raise BadInput("no board lists any of these municipalities within the mandate; nothing was crawled")
    return runs


def require_crawler(office: Office) -> None:
    """Raise `Refused` or `ConfigFault` unless the mandate holds and the crawler says who it is."""
    office.mandate.require_valid(office.today)
    if not office.mandate.invented:
        office.deployment.settings.identity.require(office.deployment.settings_file)


def _wanted(municipality: str | None, province: str | None) -> frozenset[str] | None:
    if municipality is not None and province is not None:
        raise BadInput("name one of --municipality and --province")
    if municipality is not None:
        return frozenset({municipality_named(municipality).code})
    if province is not None:
        return frozenset(place.code for place in province_places(province))
    return None


def _places(office: Office, name: str, spec: BoardSpec, wanted: frozenset[str] | None) -> Sequence[Municipality]:
    """The municipalities that the board lists, that are wanted, and that the mandate covers."""
    try:
        listed = frozenset[str]().union(*(mandated_codes(place) for place in spec.municipalities))
    except UnknownName as fault:
        file = office.deployment.boards_dir / f"{name}.yml"
        found = list(spec.municipalities)
        raise ConfigFault(file, "municipalities", found, "names or CBS codes", str(fault)) from fault
    codes = sorted(listed if wanted is None else listed & wanted)
    covered = [code for code in codes if office.mandate.covers(code)]
    if covered:
        office.mandate.require_crawl(name, covered[0], spec.host)
    elif codes:
        office.mandate.require_municipality(codes[0])
    return [municipalities()[code] for code in covered]


def _run(office: Office, name: str, spec: BoardSpec, places: Sequence[Municipality], night: date) -> CrawlRun:
    settings = office.deployment.settings
    with office.store.begin() as connection:
        memory = _memory(connection, office, name, spec, night)
    return CrawlRun(
        board=name,
        spec=spec,
        night=night,
        municipalities=tuple(places),
        settings=settings.crawl,
        user_agent=settings.identity.user_agent,
        store=office.store,
        sealer=office.sealer,
        memory=memory,
        fingerprints=spec.photo_fingerprints and office.mandate.option(MandateOption.PHOTO_FINGERPRINTS),
    )


def _memory(connection: Connection, office: Office, name: str, spec: BoardSpec, night: date) -> Memory:
    """What earlier nights left of a board; as far back as something could still be recognised as unchanged."""
    rereads = office.deployment.settings.crawl.reread_after_nights
    since = night - timedelta(days=2 * rereads)
    fresh = night - timedelta(days=rereads)
    states = page_states(connection, name, since)
    return Memory(
        adverts=known_adverts(connection, name, since),
        places=last_places(connection, name, since) if spec.placed_by is PlacedBy.ADVERT else {},
        pages={
            token: office.sealer.open_page(token, sealed)
            for token, (seen, sealed) in states.items()
            if seen >= fresh or spec.placed_by is PlacedBy.LISTING
        },
        requests=requests_on(connection, name, night),
    )
