# Two commands do everything: `make demo` and `make test`. Each sets up its own environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11

# Compiled modules are kept, whatever the shell says: each process of the tests would compile them all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo demo-reset test check format lint types contracts schema bench screenshots pins clean
.DELETE_ON_ERROR:

demo: $(VENV)/sandbox.stamp ## open the demonstration partnership in a browser
	$(BIN)/python -m bot demo

demo-reset: $(VENV)/sandbox.stamp ## the same, from the beginning
	$(BIN)/python -m bot demo --reset

test: $(VENV)/dev.stamp ## all tests, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: format lint types contracts schema test ## all that must hold before a commit

format: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports

schema: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 0 tests/store/test_schema.py

bench: $(VENV)/dev.stamp ## figures, as ratios measured side by side in one run
	$(BIN)/python -m tests.bench

screenshots: $(VENV)/dev.stamp ## take the documentation's pictures anew; needs a Chromium
	$(BIN)/python -m tests.support.screenshots

pins: $(VENV)/dev.stamp ## renew the pinned requirement files from pyproject.toml
	$(COMPILE) pyproject.toml --output-file requirements/runtime.txt
	$(COMPILE) --extra sandbox pyproject.toml --output-file requirements/sandbox.txt
	$(COMPILE) --extra dev pyproject.toml --output-file requirements/dev.txt

clean: ## remove the environment and what tests leave behind (never the demo's data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

$(VENV)/sandbox.stamp: requirements/sandbox.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@ $(VENV)/sandbox.stamp

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Convenor needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv; then run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)
