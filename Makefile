# Cartable. `make` builds the course, `make test` runs every test, `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.NOTPARALLEL:

COURSE ?= course
OUT ?= dist
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# Without --no-deps pip would ask for more than the lock; without isolation it builds with the lock's hatchling.
INSTALL := $(PIP) --no-deps --no-build-isolation --editable .
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header
TOOL := --extra tool --extra postgres

.PHONY: help setup build check format test test-moodle preview serve demo bench mutants golden lock licences dist clean

help:  ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sort \
		| sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: .venv/.dev  ## Install what developing and checking need, into .venv

build: .venv/.run  ## Install Cartable into .venv and build the course into dist/ (the default)
	$(BIN)/cartable build $(COURSE) --out $(OUT)

check: .venv/.dev  ## Check format, lint, types, the course's sources and known faults of what is installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/cartable check $(COURSE)
	$(BIN)/python -m tests.audit

format: .venv/.dev  ## Format the code and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: .venv/.dev .venv/.browser node_modules/.package-lock.json  ## Install what the tests need and run them all
	$(BIN)/pytest --numprocesses auto --dist loadfile

test-moodle: .venv/.dev .venv/.browser node_modules/.package-lock.json  ## Play the course in a running Moodle: MOODLE_URL=http://…
	@test -n "$${MOODLE_URL:-}" || { echo 'Say which Moodle: make test-moodle MOODLE_URL=http://localhost:8080.' >&2; exit 1; }
	$(BIN)/pytest tests/moodle

preview: .venv/.run  ## Serve the course beside a strict LMS, reloading at each change
	$(BIN)/cartable preview $(COURSE)

serve: .venv/.tool  ## Serve the certification tool on localhost:8080, for development
	CARTABLE_ENV=development $(BIN)/cartable-lti serve

demo: .venv/.tool  ## Play the certification tool with an LMS of its own; Ctrl-C ends both
	$(BIN)/python -m lti_tool.demo.run

bench: .venv/.dev  ## Measure the build and the tool against their targets, as ratios
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.tool

mutants: .venv/.dev  ## Take out each of the tool's protections in turn: a test must see it
	$(BIN)/python -m tests.lti_tool.mutants

golden: .venv/.dev node_modules/.package-lock.json  ## Renew the golden files; read the diff before you commit it
	$(BIN)/pytest -m golden --save-golden

lock: .venv/.dev  ## Renew the locks of exact versions from pyproject.toml and package.json
	$(PIP) uv
	$(UV_LOCK) pyproject.toml --group build --upgrade --output-file requirements/run.txt
	$(UV_LOCK) pyproject.toml --group build --group dev --extra fleet $(TOOL) --upgrade --output-file requirements/dev.txt
	cp requirements/dev.txt requirements/tool.txt
	$(UV_LOCK) pyproject.toml --group build $(TOOL) --output-file requirements/tool.txt
	$(UV_LOCK) --group licences --upgrade --output-file requirements/licences.txt
	npm update --package-lock-only

licences: .venv/.licences  ## Check that each file states its licence (REUSE)
	$(BIN)/reuse lint

dist: .venv/.run  ## Pack Cartable itself as a wheel, into build/
	$(BIN)/python -m hatchling build --target wheel --directory build

clean:  ## Remove what was built and the caches; dist/README.md and .venv stay
	find $(OUT) -mindepth 1 ! -path $(OUT)/README.md -delete
	rm -rf build .cartable-cache .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results
	find builder lti_tool tests -name __pycache__ -prune -exec rm -rf {} +

# What the targets stand on: stamps, so that a second `make` installs nothing.

.venv/bin/pip:
	@test -n '$(PYTHON)' || { echo 'Cartable needs Python 3.11 or later: install it (Debian: apt install python3) or name it, as in make PYTHON=/opt/python3.12/bin/python3.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module: install it (Debian: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/pip
	$(PIP) --require-hashes --requirement requirements/run.txt
	$(INSTALL)
	@touch $@

.venv/.tool: requirements/tool.txt pyproject.toml | .venv/bin/pip
	$(PIP) --require-hashes --requirement requirements/tool.txt
	$(INSTALL)
	@touch $@ .venv/.run

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/bin/pip
	$(PIP) --require-hashes --requirement requirements/dev.txt
	$(INSTALL)
	@touch $@ .venv/.run .venv/.tool

.venv/.licences: requirements/licences.txt | .venv/bin/pip
	$(PIP) --require-hashes --requirement requirements/licences.txt
	@touch $@

.venv/.browser: .venv/.dev
	@tests/install_browser
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { echo 'The tests need Node.js 18 or later and npm: install them (Debian: apt install nodejs npm).' >&2; exit 1; }
	npm ci --no-progress
	@touch $@
