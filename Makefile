# make demo and make test set everything up first; PYTHON=python3.12 picks another interpreter.
PYTHON ?= python3
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak lint bench wheel lock

help:
	@echo "make demo    set up, then analyse a sample clip"
	@echo "make test    set up, then run the tests (JOBS=$(JOBS) at a time)"
	@echo "make lint    ruff and mypy"
	@echo "make soak    the long tests that look for leaks and drift"
	@echo "make bench   speed and accuracy, see benchmarks/"
	@echo "make wheel   build the sdist and the wheel into dist/"
	@echo "make lock    resolve constraints.txt anew (needs uv)"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "formcheck needs Python 3.11 or newer as $(PYTHON); try: make PYTHON=python3.12 ..."; exit 1; }
	sh tools/system_libs.sh $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	$(BIN)/formcheck demo

test: setup
	$(BIN)/python -m pytest -n $(JOBS) -m "not soak and not alone"
	$(BIN)/python -m pytest -m alone

soak: setup
	$(BIN)/python -m pytest -m soak

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks

wheel: setup
	$(BIN)/python -m hatchling build

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-annotate --no-header --upgrade -o constraints.txt
	cp constraints.txt constraints-ray.txt
	uv pip compile pyproject.toml --extra dev --extra ray --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-annotate --no-header -o constraints-ray.txt
