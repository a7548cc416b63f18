# Two commands: `make run` and `make test`. Each does its whole set-up in .venv; both are quick once it is there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
KIT := build/kit
LESSONS :=

.DEFAULT_GOAL := help
.PHONY: help run test lab bench pdf kit store lint clean

help:  ## show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

# pyproject.toml and constraints.txt decide what is installed; nothing is fetched again while they stay as they are.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "zjpoverty needs Python 3.11 or newer: make PYTHON=python3.12 run"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

run: $(STAMP)  ## set up, run all lessons, write build/index.html
	$(BIN)/zjpoverty run --out build

test: $(STAMP)  ## set up, then run all tests
	$(BIN)/ruff check . && $(BIN)/ruff format --check zjpoverty tests benchmarks && $(BIN)/lint-imports
	$(BIN)/ruff format --check --line-length 96 notebooks
	$(BIN)/frictionless validate data/datapackage.json > /dev/null || { $(BIN)/frictionless validate data/datapackage.json; exit 1; }
	$(BIN)/python -m pytest --nbval -n auto --dist loadscope --no-loadscope-reorder tests zjpoverty notebooks

pdf: $(STAMP)  ## print build/*.html as PDFs, through Chromium
	$(BIN)/python -m zjpoverty._pdf build

lab: $(STAMP)  ## set up, open the lessons in JupyterLab
	$(BIN)/zjpoverty lab notebooks

bench: $(STAMP)  ## print times beside the alternatives
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || [ $$? -eq 2 ] || exit 1; done  # 2: what it compares with is not here

# For this kind of machine and this Python: make the kit on a machine like those in the room.
# LESSONS="01 09 24" makes the pages of those only; none named means all.
kit: $(STAMP)  ## write build/kit: all that a machine without internet needs
	rm -rf $(KIT) && mkdir -p $(KIT)
	$(BIN)/python -m hatchling build -t wheel -d $(KIT)/wheels
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: \
	    --constraint constraints.txt --dest $(KIT)/wheels $(KIT)/wheels/zjpoverty-*.whl
	$(BIN)/zjpoverty start $(KIT)/student
	$(BIN)/zjpoverty start $(KIT)/trainer --edition trainer
	$(BIN)/zjpoverty run $(LESSONS) --out $(KIT)/handouts
	$(BIN)/zjpoverty run $(LESSONS) --notebooks $(KIT)/trainer --out $(KIT)/handouts-trainer
	cp docs/kit.md $(KIT)/README.md && cp docs/surveys.md $(KIT)
	@echo "The kit is in $(KIT). Copy the whole folder to a stick."

store: $(STAMP)  ## run the lessons and store their outputs in notebooks/
	$(BIN)/python -m zjpoverty.batch

lint: $(STAMP)  ## mend format and imports
	$(BIN)/ruff check --fix . && $(BIN)/ruff format zjpoverty tests benchmarks && $(BIN)/ruff format --line-length 96 notebooks

clean:  ## remove what the other commands made
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
