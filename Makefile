# Needs Python 3.11 or newer, make and the package index; no Docker, no root.
PYTHON ?= python3
BIN := .venv/bin
TEST := $(BIN)/python -m pytest

CHART := deploy/helm/spacex-elt
need = @for each in $(1); do command -v $$each >/dev/null || { echo "$@ needs $$each on PATH" >&2; exit 1; }; done
IMAGE_TAG ?= dev
LOCKED = $(shell grep -c '^[a-z].*==' requirements-dev.lock)
# What pip prints, in a line for every ten packages.
PROGRESS = /^Collecting/ && ++n % 10 == 0 { print "    " n " of $(LOCKED)"; fflush() } \
  /^Installing/ { print "    all downloaded; installing"; fflush() }
LABELS = --build-arg VERSION=$$(sed -n 's/^__version__ = "\(.*\)"/\1/p' job/__init__.py) \
  --build-arg REVISION=$$(git rev-parse HEAD 2>/dev/null || echo unknown)

.PHONY: help setup demo run stop lint lock audit clean image chart/files bench bench/full bench/check soak
.PHONY: test test/slow test/trino test/alerts test/report test/compose test/chart test/kind

help: ## list the targets
	@grep -hE '^[a-z/]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: .venv/ready ## create .venv with the program and its development tools

.venv/ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@echo '$(BIN)/python -m pip install -r requirements-dev.lock: $(LOCKED) packages, a minute or two'
	@{ $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.lock; \
	  echo $$? > .venv/pip; } | awk '$(PROGRESS)'; exit "$$(cat .venv/pip)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
	@echo '.venv is ready'

demo: setup ## what arrives when the source changes, breaks or sends half of an answer: half a minute, step by step
	@$(BIN)/python -m local.demo

run: setup ## start the local stack, run a cycle, print four analyses
	@$(BIN)/python -m local.stack run

stop: ## stop the local stack; its data stay in .local
	@test ! -x $(BIN)/python || $(BIN)/python -m local.stack stop

test: setup lint ## all tests that need no container: minutes
	$(TEST) -n 2 --dist loadgroup -m 'not slow and not e2e and not browser'

test/slow: setup ## the long tests
	$(TEST) -n 2 --dist loadgroup -m slow

test/trino: setup ## the analysts' statements, through the Trino at TRINO_HOST; see CONTRIBUTING.md
	TRINO_REQUIRED=1 $(TEST) tests/trino

test/alerts: setup ## alerts, metrics, dashboards; needs promtool, Prometheus and Pushgateway
	PROMETHEUS_REQUIRED=1 $(TEST) -n 2 --dist loadgroup tests/alerts tests/dashboards

test/report: setup ## the report in a headless Chromium (Debian's package chromium)
	$(TEST) tests/report

test/compose: setup ## the image and the compose stack; needs Docker and its compose plugin
	@docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1 || \
	  { echo 'test/compose needs a running Docker engine and the compose plugin: `docker info` and `docker compose version` must succeed' >&2; exit 1; }
	$(TEST) -n 0 -s -m e2e tests/e2e/test_image.py tests/e2e/test_compose*.py

test/chart: setup ## the chart; needs helm, helm-unittest, kubeconform, helm-docs
	$(call need,helm helm-unittest kubeconform helm-docs)
	$(TEST) -n 0 -m e2e tests/chart

test/kind: setup ## the chart in a cluster: that of KUBECONFIG, or one created with kind; needs kubectl, helm, docker, kind
	$(call need,kubectl helm $(if $(IMAGE),,docker kind))
	$(TEST) -n 0 -s -m e2e tests/e2e/kind

chart/files: ## write the chart's README and the golden renders
	helm-docs --chart-search-root $(CHART) --sort-values-order file --log-level warning
	for case in defaults trial production; do helm template spacex-elt $(CHART) --namespace launches \
	  --values tests/chart/cases/$$case.yaml --set alerts.enabled=false --set dashboards.enabled=false \
	  > tests/chart/golden/$$case.yaml; done

image: ## the container images: spacex-elt tagged $(IMAGE_TAG) and $(IMAGE_TAG)-report, spacex-elt-recorded-api
	docker build $(LABELS) --tag spacex-elt:$(IMAGE_TAG) .
	docker build $(LABELS) --target report --tag spacex-elt:$(IMAGE_TAG)-report .
	docker build --target recorded-api --tag spacex-elt-recorded-api:$(IMAGE_TAG) .

bench: setup .bench/ready ## compare the speed with the limit and with other loaders: minutes (bench/README.md)
	$(BIN)/python -m bench 205 20000

bench/full: setup .bench/ready ## the same with 200,000 and 1,000,000 launches: an hour, 12 GB of memory and disk
	$(BIN)/python -m bench 200000 --times 3
	$(BIN)/python -m bench 1000000 --times 1 --only "the limit" "the floor" "this program"

bench/check: setup .bench/job/ready ## fail if the program became slower: two minutes
	$(BIN)/python -m bench.check

soak: setup ## 2,000 cycles in a row; fails if time, catalogs or disk grow: a quarter of an hour
	$(BIN)/python -m bench.soak

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

lint: setup ## ruff, mypy --strict, the import layers
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

lock: setup ## write the lock files, after a change of dependencies in pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra report -c requirements.lock -o requirements-report.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build -o requirements-build.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra report --group dev -o requirements-dev.lock

audit: setup ## check the locked packages for known vulnerabilities (asks the package index)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

clean: ## stop the local stack and delete it with its data; delete .venv and .bench
	@if test -x $(BIN)/python; then $(BIN)/python -m local.stack remove; \
	  elif test -e .local; then echo 'clean: .local is left: without .venv its PostgreSQL cannot be stopped. First: make setup' >&2; exit 1; fi
	rm -rf .venv .bench
