# Every command a developer or a user needs. `make demo` and `make test` each do everything.
PYTHON ?= python3
PORT ?= 8000
export JIEYUE_DATA ?= $(CURDIR)/var
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help setup demo demo-reset test test-postgres rules e2e check bench lock messages reference changelog

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make setup        what the other commands do first: libraries, front-end files, translations
setup: $(STAMP)
	@$(BIN)/python tools/vendor.py
	@$(BIN)/python tools/messages.py compile

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Jieyue needs Python 3.11 or newer; set PYTHON=… to one.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing libraries into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

## make demo         opens a living complex of 33 units (PORT=8000, JIEYUE_DATA=var/)
demo: setup
	@PORT=$(PORT) $(BIN)/python -m simulator.demo

## make demo-reset   forgets the demo's data and starts it anew
demo-reset: setup
	@$(BIN)/python -m simulator.demo --reset

## make test         every test, on the embedded database; then the pages in a real browser
test: setup
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not e2e"
	@$(BIN)/python -m pytest -n 0 -m e2e

## make test-postgres  all that reaches the database, on PostgreSQL: JIEYUE_DATABASE_URL=postgresql://…
test-postgres: setup
	@test -n "$$JIEYUE_DATABASE_URL" || { echo "Set JIEYUE_DATABASE_URL=postgresql://user:password@host:port/name"; exit 2; }
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not e2e"

## make rules        only the pure rules: seconds
rules: setup
	@$(BIN)/python -m pytest -n 0 $$(git ls-files "*/test_rules.py" "*/rules/test_*.py")

## make e2e          only the pages in a real browser
e2e: setup
	@$(BIN)/python -m pytest -n 0 -m e2e

## make check        lint, types, import contracts, migrations, translations
check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy jieyue simulator tools
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python tools/reference.py --check
	@$(BIN)/python tools/messages.py check

## make bench        measures what docs/performance.md reports
bench: setup
	@$(BIN)/python -m bench

## make lock         pins every library with hashes
lock:
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@command -v uv >/dev/null || $(BIN)/python -m pip install --quiet uv
	@for name in requirements requirements-vision requirements-dev; do \
	  PATH="$(CURDIR)/$(BIN):$$PATH" uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links $$name.in -o $$name.lock || exit 1; done

## make messages     collects every text that needs a Chinese translation
messages: setup
	@$(BIN)/python tools/messages.py collect

## make reference    rewrites the generated pages of docs/
reference: setup
	@$(BIN)/python tools/reference.py

## make changelog VERSION=0.2.0  gathers changelog.d/ into CHANGELOG.md
changelog: setup
	@$(BIN)/python tools/changelog.py $(VERSION)
