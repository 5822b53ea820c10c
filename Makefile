# `make demo` and `make test` do all the set-up themselves, in .venv.
PYTHON ?= python3
BIN := .venv/bin
# Once installed, nothing needs a network; these keep the libraries from asking for one.
export HF_HUB_OFFLINE = 1
export HF_DATASETS_CACHE = $(CURDIR)/.venv/cache
export HF_EVALUATE_OFFLINE = 1

GENERATORS := build_currencies format_annotations build_dataset run_baselines measure_agreement measure_entity_support calibrate_facts describe_dataset write_card write_croissant

.PHONY: demo test lint check data clean

demo: .venv/installed
	@echo "== the committed dataset is what the annotations give"
	$(BIN)/python scripts/build_dataset.py --check
	@echo "== datasets.load_dataset reads it"
	$(BIN)/python -c 'from datasets import load_dataset; print(load_dataset("dataset"))'
	@echo "== the baselines, run, scored and compared with what is committed"
	$(BIN)/python scripts/run_baselines.py --check --config open --kind abstract

test: .venv/installed
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not extra"

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: .venv/installed
	$(BIN)/chipbrief check
	for script in $(GENERATORS); do $(BIN)/python scripts/$$script.py --check || exit 1; done
	$(BIN)/python scripts/benchmark_rouge.py --check
	$(BIN)/chipbrief leaderboard --check
	$(BIN)/python scripts/draw_screenshots.py --check
	$(BIN)/mlcroissant validate --jsonld dataset/croissant.json

# Everything that is made from annotations/, in the order in which one needs the other.
data: .venv/installed
	for script in $(GENERATORS); do $(BIN)/python scripts/$$script.py || exit 1; done
	$(BIN)/chipbrief leaderboard

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv dist
