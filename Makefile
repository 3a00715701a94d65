# Every target is safe to run again at any time. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-sqlite test-postgres test-browser check bench ci
MAKEFLAGS += --no-print-directory

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PORT ?= 8000
SIZE ?= small
DEMO ?= yes
# Households of the demo city: as many as Samarinda's register of 2021.
DEMO_HOUSEHOLDS ?= 42124

# Named by what is in the requirements: another requirement makes another stamp, so pip runs again.
STAMP := .venv/requirements-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16).stamp
STAGE := .ci/stage
PYTEST := pytest -n 2
# Another database than the one in the environment: checks and tests never touch real data.
NO_DATABASE := BANSOS_DATABASE_URL=sqlite:///:memory:
WITH_POSTGRES := python -m tests.support.postgres
# What an installation on the open network has, so that `check --deploy` looks at that one.
PRODUCTION := BANSOS_DEBUG=0 BANSOS_ALLOWED_HOSTS=bansos.example.go.id \
	BANSOS_SECRET_KEY=only-for-make-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG

help:
	@echo "make setup   .venv with the pinned requirements"
	@echo "make run     a demo city on http://localhost:$(PORT)  (PORT=8001, DEMO=no)"
	@echo "make test    the whole suite: SQLite, PostgreSQL, browser"
	@echo "make check   format, lint, types, import contract, migrations, templates, deployment"
	@echo "make bench   benchmarks at small size  (SIZE=full: the sizes of the promises)"
	@echo "make ci      check and test"

setup: $(STAMP)

$(STAMP): requirements.txt requirements-dev.txt
	@.ci/make-venv
	@rm -f .venv/requirements-*.stamp
	@touch $@

run: setup
	@python manage.py migrate --verbosity 0
	@python manage.py collectstatic --no-input --verbosity 0
ifneq ($(DEMO),no)
	@python manage.py make_demo --households $(DEMO_HOUSEHOLDS) --seed 2021 --if-empty --accounts
endif
	@echo
	@echo "  Bansos Samarinda: http://localhost:$(PORT)      (Ctrl+C stops it)"
	@echo "  Demo accounts are shown once, when the city is made."
	@echo "  A new password: .venv/bin/python manage.py changepassword NAME"
	@echo
	@exec honcho start --port $(PORT)

test: setup test-sqlite test-postgres test-browser

test-sqlite: setup
	@$(NO_DATABASE) $(STAGE) "tests on SQLite" $(PYTEST) -m "not browser"

test-postgres: setup
	@.ci/need postgresql
	@$(STAGE) "tests on PostgreSQL" $(WITH_POSTGRES) $(PYTEST) -m "not browser"

# The pages are the same on both databases: SQLite for all, the journeys on PostgreSQL too.
# The tests of a file share one city: they stay on one worker.
test-browser: setup
	@.ci/need postgresql chromium
	@$(NO_DATABASE) $(STAGE) "browser on SQLite" $(PYTEST) --dist loadfile -m browser
	@$(STAGE) "journeys on PostgreSQL" $(WITH_POSTGRES) $(PYTEST) tests/journeys

check: setup
	@$(STAGE) "format" ruff format --check .
	@$(STAGE) "lint" ruff check .
	@$(STAGE) "import contract" lint-imports
	@$(NO_DATABASE) $(STAGE) "types" mypy
	@$(NO_DATABASE) $(STAGE) "missing migrations" python manage.py makemigrations --check --dry-run
	@$(STAGE) "template lint" djlint templates --lint --quiet
	@$(NO_DATABASE) $(STAGE) "templates compile" python -m tests.support.compile_templates
	@$(NO_DATABASE) $(PRODUCTION) $(STAGE) "check --deploy" \
		python manage.py check --deploy --fail-level WARNING

bench: setup
	@.ci/need postgresql
	@python -m benchmarks --size $(SIZE)

ci: check test
