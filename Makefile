# `make demo` and `make test` do all the set-up themselves, in .venv; nothing outside the folder is written to.
PYTHON ?= python3
BIN := .venv/bin
# Once installed, nothing needs a network; these keep the libraries from asking for one.
export HF_HUB_OFFLINE = 1
export HF_DATASETS_CACHE = $(CURDIR)/.venv/cache
export HF_EVALUATE_OFFLINE = 1

.PHONY: demo test lint check clean

demo: .venv/installed
	@echo "== the committed dataset is what the annotations give"
	$(BIN)/python scripts/build_dataset.py --check
	@echo "== datasets.load_dataset reads it"
	$(BIN)/python -c 'from datasets import load_dataset; print(load_dataset("dataset"))'
	@echo "== the baselines, run and scored"
	$(BIN)/python scripts/run_baselines.py

test: .venv/installed
	$(BIN)/python -m pytest -n 2 -q

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: .venv/installed
	$(BIN)/python scripts/format_annotations.py --check
	$(BIN)/python scripts/build_dataset.py --check
	$(BIN)/python scripts/run_baselines.py --check

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv dist
