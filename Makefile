# `make help` tells what there is. Everything lands in .venv and var/, and nowhere else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
ROOMS := agent anchoring revocation verification issuer_api

.PHONY: help
help: ## this list
	@grep -hE '^[a-z][a-z%-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

.PHONY: demo
demo: $(VENV)/base ## a whole node, 24 invented learners, a revocation and a receipt: two minutes
	@$(BIN)/mochila demo

.PHONY: up
up: $(VENV)/base ## the same node, kept running; prints where things are; Ctrl-C stops it
	@$(BIN)/mochila up

# Stands in for DNS and TLS while there is neither; `MOCHILA_DEV_HOSTS= make up` switches it off.
up: export MOCHILA_DEV_HOSTS ?= {"https://salud.example.edu": "http://127.0.0.1:8010"}

.PHONY: check
check: $(VENV)/base ## what is missing on this machine before a node could start
	@$(BIN)/mochila check

.PHONY: env
env: $(VENV)/dev ## the environment for development

# The lock holds hashes and no address: pip asks whatever index this machine is set up for.
$(VENV)/python:
	@found=$$(tools/find-python.sh) && "$$found" -m venv $(VENV) && touch $@

$(VENV)/base: requirements/base.txt pyproject.toml | $(VENV)/python
	@echo "installing what the node needs (once)" >&2
	@$(PIP) -r requirements/base.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/base
	@echo "installing what development and tests need (once)" >&2
	@$(PIP) -r requirements/dev.txt
	@touch $@

.PHONY: lint
lint: $(VENV)/dev ## style, types, and the arrows between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# Each file's tests stay together, for they share what is dear to start: a node, a wallet, a browser. Those that kill, and
# have patience for so long, come after, alone.
SIDE_BY_SIDE = -n auto --maxprocesses 4 --dist loadfile -m "not alone"

.PHONY: test
test: lint anvil wallet judges ## everything that must hold: style, types, unit, integration and end-to-end tests
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)
	@$(BIN)/python -m pytest -m alone

.PHONY: coverage
coverage: $(VENV)/dev anvil wallet judges ## the same tests, and which lines they reach: half as slow again
	@$(BIN)/python -m coverage erase
	@COVERAGE_PROCESS_START=pyproject.toml $(BIN)/python -m pytest --cov --cov-report=term:skip-covered

.PHONY: anvil
anvil: tests/tools/node_modules/.installed ## the development chain of the tests (npm)

tests/tools/node_modules/.installed: tests/tools/package-lock.json
	@if command -v npm >/dev/null; then cd tests/tools && npm ci --silent --ignore-scripts && touch node_modules/.installed; \
	else echo "npm is missing: tests on anvil will be skipped" >&2; fi

.PHONY: wallet
wallet: $(VENV)/dev ## the stock wallet of the tests (npm)
	@if command -v npm >/dev/null; then PYTHON=$(abspath $(BIN)/python) tests/e2e/wallet/install.sh; \
	else echo "npm is missing: tests of the stock wallet will be skipped" >&2; fi

.PHONY: judges
judges: tests/e2e/judges/node_modules/.installed ## the verifiers of others, which judge in the tests (npm)

tests/e2e/judges/node_modules/.installed: tests/e2e/judges/package-lock.json
	@if command -v npm >/dev/null; then cd tests/e2e/judges && npm ci --silent --ignore-scripts && touch node_modules/.installed; \
	else echo "npm is missing: tests of the judges will be skipped" >&2; fi

.PHONY: compose-tools
compose-tools: $(VENV)/base ## podman and what else compose-check needs (root, Debian)
	@PYTHON=$(abspath $(BIN)/python) tests/compose/tools.sh

.PHONY: compose-check
compose-check: $(VENV)/dev compose-tools ## build docker-compose.yml and run it for real: issue, restart everything, issue again
	@$(BIN)/python -m tests.compose.check

.PHONY: compose-clean
compose-clean: ## remove compose-check's images and tools
	rm -rf var/compose /run/mochila-compose

.PHONY: kill-agent
kill-agent: $(VENV)/dev ## ACA-Py killed 10 times while 24 learners are issued; KILLS, LEARNERS and SEED may be set
	@MOCHILA_TEST_KILLS=$(or $(KILLS),10) MOCHILA_TEST_LEARNERS=$(or $(LEARNERS),24) MOCHILA_TEST_SEED=$(or $(SEED),0) \
	$(BIN)/python -m pytest tests/integration/node/test_killed_agent.py -s --timeout=900

.PHONY: kill-anchor
kill-anchor: $(VENV)/dev ## the anchoring worker killed at 200 random points
	@MOCHILA_TEST_KILLS=$(or $(KILLS),200) $(if $(SEED),MOCHILA_TEST_SEED=$(SEED)) \
	$(BIN)/python -m pytest tests/integration/anchoring/test_kill.py -s --timeout=1800

.PHONY: kill-mixed
kill-mixed: $(VENV)/dev ## API, worker, ACA-Py and database killed 200 times while credentials are issued and revoked
	@MOCHILA_TEST_KILLS=$(or $(KILLS),200) $(if $(SEED),MOCHILA_TEST_SEED=$(SEED)) \
	$(BIN)/python -m pytest tests/integration/node/test_killed_mixed.py -s --timeout=3600

.PHONY: kill-bulk
kill-bulk: $(VENV)/dev ## the worker killed 100 times while it judges bulk verifications and tells of their ends
	@MOCHILA_TEST_KILLS=$(or $(KILLS),100) $(if $(SEED),MOCHILA_TEST_SEED=$(SEED)) \
	$(BIN)/python -m pytest tests/integration/issuer_api/test_killed_bulk.py -s

.PHONY: fuzz
fuzz: $(VENV)/dev var/fuzz/lib/.installed ## every parser of what strangers hand in, under atheris for a minute each; SECONDS, TARGETS
	@$(if $(SECONDS),FUZZ_SECONDS=$(SECONDS)) $(BIN)/python -m tests.fuzz $(TARGETS)

var/fuzz/lib/.installed: tests/fuzz/requirements.txt
	@$(PIP) --no-deps --upgrade --target var/fuzz/lib -r $<
	@touch $@

.PHONY: schemathesis
schemathesis: $(VENV)/dev ## what the OpenAPI description allows, and what it does not, sent to the running application; EXAMPLES
	@MOCHILA_TEST_EXAMPLES=$(or $(EXAMPLES),100) $(BIN)/python -m pytest tests/integration/issuer_api/test_schemathesis.py

.PHONY: bench
bench: bench-gas bench-merkle bench-sign bench-revoke bench-verify bench-bulk ## every benchmark

.PHONY: bench-gas
bench-gas: $(VENV)/dev anvil ## gas per credential, beside EAS, document stores and ERC-1056
	@cd tests/bench/peers && npm ci --silent --ignore-scripts
	@$(BIN)/python -m tests.bench.gas

.PHONY: bench-merkle
bench-merkle: $(VENV)/dev ## trees and receipts of 1,000,000 leaves, beside pymerkle
	@$(PIP) --no-deps --target var/bench -r tests/bench/requirements.txt
	@$(BIN)/python -m tests.bench.merkle

.PHONY: bench-sign
bench-sign: $(VENV)/dev ## 1,200 Open Badges signed and verified, beside @digitalbazaar/vc on Node
	@cd tests/bench/peers && npm ci --silent --ignore-scripts
	@$(BIN)/python -m tests.bench.sign

.PHONY: bench-revoke
bench-revoke: $(VENV)/dev ## revoking 1, 100 and 1,000 of 10,000; a list of 1,000,000 entries beside others' libraries
	@cd tests/bench/peers/status && npm ci --silent --ignore-scripts
	@$(BIN)/python -m tests.bench.revoke

.PHONY: bench-verify
bench-verify: $(VENV)/dev ## whole verdicts of each format, beside @digitalbazaar/vc, anoncreds and pynacl
	@cd tests/bench/peers && npm ci --silent --ignore-scripts
	@$(BIN)/python -m tests.bench.verify

.PHONY: bench-bulk
bench-bulk: $(VENV)/dev ## 10,000 badges verified in bulk: seconds, and whether memory grows with the count
	@$(BIN)/python -m tests.bench.bulk

.PHONY: lock
lock: $(VENV)/dev ## write the requirements anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --group build $(LOCK) -o requirements/base.txt
	@uv pip compile pyproject.toml --group build --group dev $(LOCK) -c requirements/base.txt -o requirements/dev.txt

LOCK := --python $(BIN)/python --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: clean
clean: ## remove the environment; data in var/ stays
	rm -rf $(VENV) tests/tools/node_modules tests/e2e/wallet/node_modules tests/e2e/judges/node_modules tests/bench/peers/node_modules tests/bench/peers/status/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
