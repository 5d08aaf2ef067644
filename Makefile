# `make run` from a bare checkout; `make check` is what CI runs. The work is in tools/.
PYTHON_BIN := .venv/bin
PYTEST := $(PYTHON_BIN)/python -m pytest -q -p no:cacheprovider
APPS := sheets accounts workplace projects procedures reporting puxian_projects
FAST := not postgres and not worker and not browser and not office and not thorough

.PHONY: help setup setup-dev run test fast check lint types bench lock

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup:  ## packages, front end, static files
	@tools/setup.sh

setup-dev:
	@tools/setup.sh dev

run: setup  ## start web, worker and beat; PORT, HOST, DATABASE_URL, REDIS_URL, DEMO=0
	@exec $(PYTHON_BIN)/python -m puxian_projects.supervisor

fast: setup-dev  ## the tests while coding: no servers, no browser
	@$(PYTEST) -n 2 -m "$(FAST)"

test: setup-dev  ## all tests: SQLite, PostgreSQL, Redis with worker and beat, browser
	@tools/test.sh

check: setup-dev  ## lint, types, contracts, migrations, then all tests
	@tools/check.sh
	@tools/test.sh

lint: setup-dev  ## ruff, djlint, import contracts
	@tools/check.sh lint

types: setup-dev  ## mypy
	@$(PYTHON_BIN)/mypy $(APPS)

bench: setup-dev  ## benchmarks with their table
	@$(PYTHON_BIN)/python -m benchmarks

lock: setup-dev  ## compile requirements*.txt from requirements*.in
	@tools/lock.sh
