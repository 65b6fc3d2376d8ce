"""`python -m benchmarks.linkage`: all of it, or the parts that are named."""

from __future__ import annotations

from benchmarks.linkage.run import main

if __name__ == "__main__":
    raise SystemExit(main())
