# Everything a fresh machine needs is Python 3.11+, make and a package registry.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
BENCH  := $(VENV)/bench

.DEFAULT_GOAL := help

.PHONY: help
help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: demo
demo: $(STAMP) browser  ## crawl the demo province, all its nights, and print what came out beside the truth
	@$(BIN)/adwatch demo

.PHONY: test
test: $(STAMP) browser  ## run the whole suite, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest

.PHONY: browser
browser: $(STAMP)  ## find a Chromium for boards that need a browser, or install Playwright's own where it can be had
	@which chromium chromium-browser google-chrome 2>/dev/null | grep -q . \
	  || timeout 300 $(BIN)/playwright install chromium >/dev/null 2>&1 \
	  || echo "no Chromium, and none can be downloaded: what needs a browser is skipped; Debian: apt install chromium"

.PHONY: bench-crawl
bench-crawl: $(STAMP)  ## the whole crawl beside a bare Scrapy spider on the same pages, and where the time goes
	@$(BIN)/python benchmarks/crawl_speed.py

.PHONY: bench-clean
bench-clean: $(STAMP)  ## milliseconds to understand one advert, over the demo's texts
	@$(BIN)/python benchmarks/clean_speed.py

.PHONY: bench-night
bench-night: $(STAMP)  ## a night of 10,000 adverts linked into a store of 1,000,000: seconds and memory
	@$(BIN)/python benchmarks/linkage_night.py

.PHONY: bench-resolve
bench-resolve: $(BENCH)/.installed  ## how well and how quickly adverts are linked, beside others; QUICK=1 in minutes, WRITE=1 to docs/
	@$(BENCH)/bin/python -m benchmarks.linkage $(if $(QUICK),--quick) $(if $(WRITE),--write) $(PART) $(FOLDERS)

.PHONY: lint
lint: $(STAMP)  ## check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

.PHONY: lock
lock: $(STAMP)  ## write the requirements anew from pyproject.toml (hashes, no index named)
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --quiet -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --group bench --constraints requirements.txt --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --quiet \
	  -o requirements-bench.txt

# What the linkage is set beside has an environment of its own, so that nothing of it reaches the product.
$(BENCH)/.installed: requirements-bench.txt requirements-uv.txt
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@VIRTUAL_ENV=$(abspath $(BENCH)) $(BENCH)/bin/uv pip install --quiet --require-hashes -r requirements-bench.txt
	@touch $@

# uv installs five times quicker than pip; pip brings it, with its hash checked like all the rest. It compiles what it
# installs, else the first start of every command would, or each one where Python may write no bytecode.
$(STAMP): requirements.txt requirements-uv.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "adwatch needs Python 3.11 or newer, this is %d.%d" % sys.version_info[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.txt
	@VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)
