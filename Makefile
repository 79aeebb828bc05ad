# Needs Python 3.11 or newer, make and the package index; no Docker, no root.
PYTHON ?= python3
BIN := .venv/bin
TEST := $(BIN)/python -m pytest

.PHONY: help setup run stop test test/slow bench bench/full bench/check lint lock audit clean

help: ## show what there is
	@grep -hE '^[a-z/]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: .venv/ready ## make .venv, in which `python -m job` works

.venv/ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## start the embedded world, run a cycle in it, print the four analyses
	@$(BIN)/python -m local.world run

stop: ## stop the embedded world; its data stay in .local
	@test ! -x $(BIN)/python || $(BIN)/python -m local.world stop

test: setup lint ## everything that needs no container: minutes
	$(TEST) -n 2 --dist loadgroup -m 'not slow'

test/slow: setup ## the long ones
	$(TEST) -n 2 --dist loadgroup -m slow

bench: setup .bench/ready ## this program beside the limit and its peers: minutes (bench/README.md)
	$(BIN)/python -m bench 205 20000

bench/full: setup .bench/ready ## the same with 200,000 and 1,000,000 launches: an hour, 12 GB of memory and disk
	$(BIN)/python -m bench 200000 --times 3
	$(BIN)/python -m bench 1000000 --times 1 --only "the limit" "the floor" "this program"

bench/check: setup .bench/job/ready ## whether this program has become slower: two minutes
	$(BIN)/python -m bench.check

.bench/job/ready: requirements.lock
	$(PYTHON) -m venv .bench/job
	.bench/job/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.bench/ready: .bench/job/ready bench/peers/requirements-dlt.txt bench/peers/requirements-sling.txt
	$(PYTHON) -m venv .bench/dlt
	.bench/dlt/bin/python -m pip install --quiet --disable-pip-version-check -r bench/peers/requirements-dlt.txt
	$(PYTHON) -m venv .bench/sling
	.bench/sling/bin/python -m pip install --quiet --disable-pip-version-check -r bench/peers/requirements-sling.txt
	@touch $@

lint: setup ## ruff, mypy --strict, the import laws
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

lock: setup ## write the lock files anew, after a change of dependencies in pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev -o requirements-dev.lock

audit: setup ## known vulnerabilities of what is locked (asks the package index)
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

clean: ## remove the embedded world with its data, and .venv
	@test ! -x $(BIN)/python || $(BIN)/python -m local.world remove
	rm -rf .venv .bench
