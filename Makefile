# `make demo` and `make test` install everything they need into .venv.
PYTHON ?= python3
BIN := .venv/bin
# After the installation nothing needs a network. These settings stop the libraries from trying to connect.
export HF_HUB_OFFLINE = 1
export HF_DATASETS_CACHE = $(CURDIR)/.venv/cache
export HF_EVALUATE_OFFLINE = 1

GENERATORS := build_currencies format_annotations build_dataset run_baselines measure_agreement measure_entity_support measure_people calibrate_facts describe_dataset write_card write_croissant write_reference describe_rooms

.PHONY: help demo test lint check data docs clean

help: ## list the targets
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/installed ## install, load the dataset, run the baselines and score them
	@echo "== check that the committed dataset matches the annotations"
	$(BIN)/python scripts/build_dataset.py --check
	@echo "the files in dataset/open and dataset/multi are what the annotations give"
	@echo "== load the dataset with datasets.load_dataset"
	$(BIN)/python -c 'from datasets import load_dataset; print(load_dataset("dataset"))'
	@echo "== run and score the baselines and compare with the committed scores"
	$(BIN)/python scripts/run_baselines.py --check --config open --kind abstract
	@echo "== everything is as committed; next: .venv/bin/chipbrief score baselines/outputs/open/abstract/lead.jsonl"

test: .venv/installed ## run the fast tests (about three minutes)
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not extra"

lint: .venv/installed ## run the linters and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

CHECKED := $(GENERATORS) benchmark_rouge benchmark_text simulate_gate measure_variances benchmark_scale model_scale draw_screenshots draw_annotation

# `make --jobs=2 check` runs two at once.
.PHONY: check-annotations check-leaderboard check-croissant $(CHECKED:%=check-%)
check: check-annotations check-leaderboard check-croissant $(CHECKED:%=check-%) ## compare every generated file with what its script makes

check-annotations: .venv/installed
	$(BIN)/chipbrief check

check-leaderboard: .venv/installed
	$(BIN)/chipbrief leaderboard --check

check-croissant: .venv/installed
	$(BIN)/mlcroissant validate --jsonld dataset/croissant.json

$(CHECKED:%=check-%): check-%: .venv/installed
	$(BIN)/python scripts/$*.py --check

# Regenerate everything that is made from annotations/. The order of GENERATORS matters: later scripts use earlier results.
data: .venv/installed ## make everything again that depends on annotations/
	for script in $(GENERATORS); do $(BIN)/python scripts/$$script.py || exit 1; done
	$(BIN)/chipbrief leaderboard

# The site, in build/docs. Warnings are errors: a broken link fails.
docs: .venv/docs-installed ## build the documentation site in build/docs
	$(BIN)/sphinx-build -E -W -n --keep-going -q -c docs . build/docs

.venv/docs-installed: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 demo")'
	@echo "== install chipbrief and its libraries into .venv (about a minute, and the only step that needs a network)"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean: ## delete the environment and what was built
	rm -rf .venv dist build
