# The two commands: make demo, make test. They need Python 3.11+ and make, nothing else.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEV    := $(VENV)/.ready-dev
WORKERS ?= 2
PIN    := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check lab bench texts lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## set up, run every template on the bundled pots that fit it, write reports/demo/index.html
	@$(BIN)/cxlab demo

test: $(DEV) ## set up, run all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: $(DEV) ## lint, types, import rules, environment.yml
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

lab: $(READY) ## open JupyterLab with the templates, the lessons and the sample company
	@$(BIN)/cxlab lab

bench: $(DEV) ## measure speed and memory against what a user would pick instead
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

texts: $(DEV) ## collect the texts to translate into cxlab/language/de.po
	@$(BIN)/python -m cxlab.language.extract

lock: ## pin the newest packages that pyproject.toml allows, for running and for developing (needs uv)
	@$(PIN) --upgrade pyproject.toml --group build --output-file requirements.lock
	@$(PIN) --upgrade pyproject.toml --group dev --extra polars --constraint requirements.lock \
	  --output-file requirements-dev.lock

clean: ## remove the environment and what runs wrote
	@if [ -f $(VENV)/pyvenv.cfg ]; then rm -rf $(VENV); fi
	rm -rf reports/demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml install.py
	@$(PYTHON) install.py --venv $(VENV)
	@touch $@

$(DEV): $(READY) requirements-dev.lock
	@$(PYTHON) install.py --venv $(VENV) --keep --dev
	@touch $@
