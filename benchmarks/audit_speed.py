"""Seconds to verify an audit trail of 100,000 lines in SQLite, read from the store as it is checked.

Run it as `python benchmarks/audit_speed.py [LINES]`.
"""

import sys
import tempfile
import time
import tracemalloc
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import insert

from adwatch.guard.audit import AuditRecord, Head, chained, verify
from adwatch.store import tables
from adwatch.store.audit import audit_records
from adwatch.store.migrate import upgrade
from adwatch.store.session import Store

LINES = 100_000
BAR_SECONDS = 2.0
RUNS = 5

ATTRIBUTES = (
    '{"adwatch.ground":"linkage_review","dpl.core.data_subject_id":"0123abcd:%064x",'
    '"dpl.core.data_subject_id_type":"advert_version",'
    '"dpl.core.processing_activity_id":"urn:x-adwatch:processing:figures"}'
)


def fill(store, count):
    head, batch = Head(), []
    for number in range(1, count + 1):
        line = AuditRecord(
            seq=0, trace_id=f"{number:032x}", span_id=f"{number:016x}", parent_span_id=None,
            name="open an advert to judge a link", status_code="Unset", start_time="2026-11-24T03:00:00.123Z",
            end_time="2026-11-24T03:00:00.123Z", resource="adwatch", attributes=ATTRIBUTES % number, actor="analyst",
            reason="weekly look at doubtful links", previous_hash="",
        )  # fmt: skip
        record = chained(line, number, head.hash)
        head = Head(number, record.hash)
        batch.append(asdict(record))
    with store.begin() as connection:
        for start in range(0, count, 10_000):
            connection.execute(insert(tables.Audit), batch[start : start + 10_000])
    return head


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'audit.sqlite'}")
        upgrade(store)
        head = fill(store, count)
        walls, cpus = [], []
        for _ in range(RUNS):
            began, worked = time.perf_counter(), time.process_time()
            assert verify(audit_records(store), head).intact  # noqa: S101 - a wrong chain has no speed
            walls.append(time.perf_counter() - began)
            cpus.append(time.process_time() - worked)
        tracemalloc.start()
        verify(audit_records(store), head)
        peak = tracemalloc.get_traced_memory()[1]
        store.close()
    print(
        f"{count} lines verified in {min(walls):.2f} s (median {sorted(walls)[RUNS // 2]:.2f} s, {min(cpus):.2f} s CPU)"
    )
    print(f"peak of Python memory {peak / 1e6:.1f} MB; the bar for 100,000 lines is {BAR_SECONDS} s")


if __name__ == "__main__":
    main()
