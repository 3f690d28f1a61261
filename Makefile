# Two commands do everything on a fresh machine with python3 (3.11+) and make: `make demo` and `make test`.
# `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The stamp carries the lock's hash: a changed lock reinstalls, an unchanged one costs nothing.
STAMP  := $(VENV)/.installed-$(shell cksum < requirements.lock | cut -d' ' -f1)
OUT    ?= var/demo

# Nothing we start calls home, and Prefect keeps its own files inside the checkout.
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
export PREFECT_HOME ?= $(CURDIR)/.prefect

.PHONY: help install demo test test-long lint format schemas lock bench clean browser

help:           ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## */\t/' | expand -t 14

install: $(STAMP)  ## .venv/ with everything in it; .venv/bin/gongkai works

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("gongkai needs Python 3.11 or newer, found " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing (about two minutes the first time) ..."
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/pip check
	@rm -f $(VENV)/.installed-*; touch $@

demo: install   ## three nights on the demonstration city, then where to look
	$(BIN)/gongkai demo --out $(OUT)

test: lint browser  ## the house rules, then every test but the long ones
	$(BIN)/python -m pytest -n auto --dist worksteal

test-long: lint browser  ## the same with the long tests
	$(BIN)/python -m pytest -n auto --dist worksteal -m "long or not long"

browser: install  ## a Chromium and a Chinese font for the browser tests, where this machine allows it
	@$(BIN)/python tests/support/find_browser.py || true

lint: install   ## ruff, types, the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: install ## put the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schemas: install ## write config/json_schemas/*.json from the models
	$(BIN)/python -m schemas.json_schema

lock:           ## make requirements.lock anew (needs uv); no registry address may be in it
	uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  --python-version 3.11 --universal --extra dev pyproject.toml -o requirements.lock

bench: install  ## speed and memory, each beside a peer in the same run
	$(BIN)/python -m benchmarks

clean:          ## remove what was built; an office's var/ is never touched
	rm -rf $(VENV) .prefect var/demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
