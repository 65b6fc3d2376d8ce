"""How long a night's linkage takes in a large store: `python benchmarks/linkage_night.py [--rows N] [--new N]`.

Drawn adverts (`benchmarks.linkage.generate`) are written straight into the tables of a SQLite store, then linked: by a
full run with `--full`, else by their truth, under weights that a full run learns from a part of them. Then the new ones
are added, and `adwatch resolve` is timed, in a process of its own so that its memory is its own. `--url` names another
database, an empty one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert

from adwatch.clean.gazetteer import municipalities
from adwatch.jobs.init import make_deployment
from adwatch.jobs.linkage_weights import KeptWeights
from adwatch.jobs.office import Office, open_office
from adwatch.jobs.resolving import resolve
from adwatch.resolve.incremental import weak_keys_of
from adwatch.resolve.index import share_of_prices
from adwatch.resolve.linkage import link
from adwatch.resolve.table import VersionTable
from adwatch.store import linking, tables
from adwatch.store.session import Store
from benchmarks.linkage.generate import Drawn, draw

BATCH = 20_000
LEARNED_ON = 50_000
HELD_NIGHTS = 90
"""Content is held of what was read in the last nights alone, as retention has it."""
EPOCH = date(1970, 1, 1)
KEY = "bench"
ID_STEP = 0x9E3779B97F4A7C15
"""An odd number: ids that look drawn at random, as those made of tokens do."""


def ids_of(rows: NDArray[np.int64]) -> list[int]:
    """The version's id of each row."""
    scattered = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(ID_STEP)
    return (scattered >> np.uint64(1)).astype(np.int64).tolist()  # type: ignore[no-any-return]


def insert_rows(connection: Connection, table: Any, rows: Iterator[Mapping[str, Any]]) -> None:
    """Plain inserts, some thousand at a time."""
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def write_versions(office: Office, drawn: Drawn, rows: NDArray[np.int64], codes: list[str]) -> None:
    """Adverts, versions, tokens, signatures and sightings of these rows."""
    table, ids = drawn.table, ids_of(rows)
    nights = [EPOCH + timedelta(days=night) for night in table.first_night[rows].tolist()]
    last = [EPOCH + timedelta(days=night) for night in table.last_night[rows].tolist()]
    newest = EPOCH + timedelta(days=int(drawn.table.first_night.max()))
    place = [codes[place % len(codes)] for place in table.sightings.municipality[rows].tolist()]
    with office.store.begin() as connection:
        insert_rows(
            connection,
            tables.Advert,
            (
                {
                    "id": each, "board_id": board + 1, "key_id": KEY, "token": each.to_bytes(32, "big"),
                    "first_night": night, "last_night": night, "read_on": night,
                    "entry_token": None, "version_id": each,
                }
                for each, board, night in zip(ids, table.board[rows].tolist(), nights, strict=True)
            ),
        )  # fmt: skip
        prices = [None if np.isnan(price) else price for price in table.price[rows].tolist()]
        columns = (
            ids,
            nights,
            table.age[rows].tolist(),
            prices,
            table.persons[rows].tolist(),
            table.languages[rows].tolist(),
        )
        insert_rows(
            connection,
            tables.AdvertVersion,
            (
                {
                    "id": each, "advert_id": each, "night": night, "content_key_id": KEY,
                    "content_token": each.to_bytes(32, "big"), "origin": None, "age": None if age < 0 else age,
                    "languages": ("nl", "en", "es", "ro")[spoken.bit_length() - 1], "price_per_hour": price,
                    "persons": "1" if persons == 1 else "unknown", "expires_on": newest, "hold_until": None,
                    **held(office, each, night, newest),
                }
                for each, night, age, price, persons, spoken in zip(*columns, strict=True)
            ),
        )  # fmt: skip
        chosen = np.zeros(len(table), np.bool_)
        chosen[rows] = True
        for kind, tokens in table.tokens.items():
            mine = np.flatnonzero(chosen[tokens.row])
            pairs = zip(ids_of(tokens.row[mine].astype(np.int64)), tokens.value[mine].tolist(), strict=True)
            insert_rows(
                connection,
                tables.Feature,
                (
                    {
                        "version_id": each,
                        "kind": kind.value,
                        "key_id": KEY,
                        "token": value.to_bytes(8, "big") + bytes(24),
                    }
                    for each, value in pairs
                ),
            )
        written = rows[table.has_text[rows]]
        signatures = (table.signature[row].astype("<u4").tobytes() for row in written.tolist())
        insert_rows(
            connection,
            tables.Signature,
            (
                {"version_id": each, "key_id": KEY, "signature": signature}
                for each, signature in zip(ids_of(written), signatures, strict=True)
            ),
        )
        insert_rows(
            connection,
            tables.Sighting,
            (
                {"advert_id": each, "night": first + timedelta(days=night), "municipality": code, "version_id": each}
                for each, first, end, code in zip(ids, nights, last, place, strict=True)
                for night in sorted({0, (end - first).days})
            ),
        )


def held(office: Office, version: int, night: date, newest: date) -> dict[str, Any]:
    """Sealed content of what was read lately; nothing of the rest."""
    if (newest - night).days > HELD_NIGHTS:
        return {"sealed_key_id": None, "sealed": None}
    plain = json.dumps({"alias": f"A{version % 4000}", "title": "", "text": "x" * 600, "photo_hashes": []}).encode()
    sealed = office.sealer._vault.seal(plain, bound_to=b"version:%d" % version)  # noqa: SLF001 - in bulk, past the cleaning
    return {"sealed_key_id": sealed.key_id, "sealed": sealed.blob}


def link_by_truth(office: Office, drawn: Drawn, rows: int, codes: list[str]) -> None:
    """The answer of a run that makes no mistake, with what it leaves for the next."""
    ids = np.array(ids_of(np.arange(rows)))
    learned = link(part_of(drawn.table, min(rows, LEARNED_ON))).learned
    table = part_of(drawn.table, rows)
    numbered = np.array([int(codes[place % len(codes)][2:]) for place in range(len(table.municipality_xy))])
    keyed, keys = weak_keys_of(VersionTable(**{**fields_of(table), "numbers": numbered}))
    with office.store.begin() as connection:
        insert_rows(
            connection,
            tables.PostingVersion,
            ({"version_id": one, "posting_id": at} for at, one in enumerate(ids.tolist(), start=1)),
        )
        insert_rows(
            connection,
            tables.Membership,
            (
                {"posting_id": at, "advertiser_id": who + 2 * rows, "network_id": who + 4 * rows, "confidence": 1.0}
                for at, who in enumerate(drawn.truth[:rows].tolist(), start=1)
            ),
        )
        insert_rows(
            connection,
            tables.BlockingKey,
            (
                {"key": key, "version_id": one}
                for key, one in sorted(set(zip(keys.tolist(), ids[keyed].tolist(), strict=True)))
            ),
        )
        linking.keep_state(
            connection,
            {
                "versions": str(rows),
                "weighing": KeptWeights(learned, datetime.now(UTC).date()).as_text() if learned else "",
                "prices": linking.as_text({str(price): share for price, share in share_of_prices(table).items()}),
                "night": str(int(table.last_night.max())),
                "decision": "0",
                "greatest": str(6 * rows),
            },
        )


def fields_of(table: VersionTable) -> dict[str, Any]:
    """The columns of a table by name."""
    return {name: getattr(table, name) for name in table.__slots__}


def part_of(table: VersionTable, rows: int) -> VersionTable:
    """The first rows of a drawn table."""
    every_row = ("version", "advert", "board", "first_night", "last_night", "age", "price", "persons", "languages")
    fields = fields_of(table) | {name: getattr(table, name)[:rows] for name in (*every_row, "signature", "has_text")}
    tokens = {kind: type(one)(one.row[one.row < rows], one.value[one.row < rows]) for kind, one in table.tokens.items()}
    seen = table.sightings
    sightings = type(seen)(seen.row[:rows], seen.night[:rows], seen.municipality[:rows])
    return VersionTable(**{**fields, "tokens": tokens, "sightings": sightings})


def timed(home: Path, *, full: bool) -> None:
    """Run `adwatch resolve` and print what it took."""
    with open_office(home) as office:
        started, worked = perf_counter(), process_time()
        result = resolve(office, full=full)
        took, busy = perf_counter() - started, process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    kind = "full run" if result.full else f"night of {result.new:,}, {result.linked:,} versions linked anew"
    counts = f"{result.versions:,} versions, {result.advertisers:,} advertisers"
    changes = f"{result.merges} merges, {result.splits} splits"
    print(f"{kind}: {took:.1f} s ({busy:.1f} s of one core), peak {peak:.2f} GB; {counts}, {changes}", flush=True)


def apart(home: Path, *, full: bool) -> None:
    """The same in a process of its own."""
    child = multiprocessing.get_context("spawn").Process(target=timed, args=(home,), kwargs={"full": full})
    child.start()
    child.join()


def main() -> None:
    """Make the store, link it, add the night, link the night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="link the store by a full run, and again at the end")
    parser.add_argument("--url", help="an empty database; else SQLite in a temporary folder")
    chosen = parser.parse_args()
    codes = sorted(municipalities())
    with tempfile.TemporaryDirectory() as folder:
        home = make_deployment(Path(folder) / "bench", invented=True, database_url=chosen.url)
        started = perf_counter()
        drawn = draw(chosen.rows + chosen.new, chosen.seed)
        with open_office(home) as office:
            write_boards(office.store)
            write_versions(office, drawn, np.arange(chosen.rows), codes)
            if not chosen.full:
                link_by_truth(office, drawn, chosen.rows, codes)
        print(f"{chosen.rows:,} versions written in {perf_counter() - started:.0f} s", flush=True)
        if chosen.full:
            apart(home, full=True)
        with open_office(home) as office:
            write_versions(office, drawn, np.arange(chosen.rows, chosen.rows + chosen.new), codes)
        del drawn
        apart(home, full=False)
        apart(home, full=False)
        if chosen.full:
            apart(home, full=True)


def write_boards(store: Store) -> None:
    """Four boards."""
    with store.begin() as connection:
        names = [{"id": number, "name": f"board {number}", "imported": True} for number in range(1, 5)]
        connection.execute(insert(tables.Board), names)


if __name__ == "__main__":
    main()
