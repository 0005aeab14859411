# consentapp. `make` lists what there is; `make setup` once, then `make demo`.
# Nothing needs an activated environment: everything is called from .venv/ and node_modules/.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
BUILT := consentapp/static/built
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
NEWEST_STATIC := $(shell find consentapp/static -path $(BUILT) -prune -o -type f -print 2>/dev/null)
CATALOGUES := $(wildcard consentapp/translations/*/LC_MESSAGES/messages.po)
# Where Node is missing or too old, setup puts one into .venv.
NODE_OK := $(shell node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && command -v npm)
NODE := $(if $(NODE_OK),,.venv/.node)
NPM := $(if $(NODE_OK),npm,PATH="$(CURDIR)/$(BIN):$$PATH" npm) --no-audit --no-fund --no-update-notifier --loglevel=error

.PHONY: help setup assets translations screenshots demo serve test test-all check format lock wheel clean system dev

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: system .venv/.editable $(BUILT)/house.css  ## Install everything into .venv/ and node_modules/

demo: setup  ## Run a demo clinic (ONCE=1: walk through it once and stop)
	@$(BIN)/consentapp demo $(if $(ONCE),--once)

serve: setup  ## Run the service with the settings of this machine
	@$(BIN)/consentapp serve

test: setup dev  ## Run the tests but for the long tiers
	@$(if $(filter skip,$(SYSTEM_PACKAGES)),,.ci/system-packages test)
	@$(BIN)/pytest -n 2 -q

test-all: setup dev  ## Run every test, the long tiers too
	@$(if $(filter skip,$(SYSTEM_PACKAGES)),,.ci/system-packages test)
	@$(BIN)/pytest -n 2 -q -m ""

check: .venv/.editable dev  ## Lint, formatting, types, templates, import rules, our own forms
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet --profile=jinja templates pdfs
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/consentapp forms check forms > .venv/forms.txt || { cat .venv/forms.txt; exit 1; }

format: dev  ## Put the code into its format
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format

assets: $(BUILT)/house.css  ## Build CSS, JavaScript and fonts into consentapp/static/built/

translations: setup  ## Find our own sentences, bring the catalogues up to date, compile them
	@$(BIN)/python .ci/translations.py update

screenshots: setup dev  ## Make docs/screenshots/ anew from a demo clinic
	@$(if $(filter skip,$(SYSTEM_PACKAGES)),,.ci/system-packages test)
	@$(BIN)/python .ci/screenshots.py

wheel: setup dev  ## Build the source archive and, from it, the wheel into dist/
	@echo "Building dist/ ..."
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation >/dev/null
	@ls -1 dist

clean:  ## Remove everything that make made
	rm -rf .venv node_modules $(BUILT) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# --- steps: each leaves a stamp, so a second run does nothing ---------------------------------------------------------

system:
	@$(if $(filter skip,$(SYSTEM_PACKAGES)),,.ci/system-packages)

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.packages: requirements.lock | .venv/.python
	@echo "Installing Python packages (about 1 minute) ..."
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/.editable: pyproject.toml .venv/.packages
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

dev: .venv/.dev
.venv/.dev: requirements-dev.lock .venv/.packages
	@echo "Installing test and lint tools (about 1 minute) ..."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.node: requirements-node.lock | .venv/.packages
	@echo "Installing Node into .venv (about 1 minute) ..."
	@$(PIP) install --quiet --require-hashes -r requirements-node.lock
	@touch $@

node_modules/.stamp: package.json package-lock.json $(NODE)
	@echo "Installing front-end packages (about 20 seconds) ..."
	@$(NPM) ci --ignore-scripts >/dev/null
	@touch $@

$(BUILT)/house.css: .ci/build_assets.py $(NEWEST_STATIC) $(CATALOGUES) node_modules/.stamp .venv/.packages
	@echo "Building CSS, JavaScript and fonts ..."
	@$(if $(NODE_OK),,PATH="$(CURDIR)/$(BIN):$$PATH") $(BIN)/python .ci/build_assets.py

# --- locks --------------------------------------------------------------------------------------------------------------

COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	$(if $(UPGRADE),--upgrade)
# $(1) the lock, $(2) what goes in. An existing lock is read first, so that only what must change does.
define compile
	@echo "Locking $(1) ..."
	@if [ -f $(1) ]; then cp $(1) .venv/lock.tmp; else rm -f .venv/lock.tmp; fi
	@$(COMPILE) $(2) --output-file .venv/lock.tmp >/dev/null
	@{ echo "# Made by make lock: every package with its hashes, for Python 3.11 and newer."; cat .venv/lock.tmp; } > $(1)
	@rm -f .venv/lock.tmp
endef

lock: dev $(NODE)  ## Remake the lock files (UPGRADE=1: take newer versions)
	$(call compile,requirements.lock,pyproject.toml --group install)
	$(call compile,requirements-dev.lock,pyproject.toml --group install --group dev --constraint requirements.lock)
	$(call compile,requirements-node.lock,--group node)
	@echo "Locking package-lock.json ..."
	@$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
