# The two commands: make demo, make test. They need Python 3.11+ and make, nothing else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test check lab bench texts lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## set up, run every template on the bundled pots that fit it, write reports/demo/index.html
	@$(BIN)/cxlab demo

test: $(READY) ## set up, run all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: $(READY) ## lint, types, import rules, environment.yml
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

lab: $(READY) ## open JupyterLab in notebooks/
	@$(BIN)/jupyter lab notebooks

bench: $(READY) ## measure speed and memory against what a user would pick instead
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

texts: $(READY) ## collect the texts to translate into cxlab/language/de.po
	@$(BIN)/python -m cxlab.language.extract

lock: ## pin the dependencies of pyproject.toml again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --quiet --upgrade pyproject.toml --group dev --extra polars --output-file requirements.lock

clean: ## remove the environment and what runs wrote
	rm -rf $(VENV) reports/demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "cxlab needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up $(VENV) with the packages of requirements.lock (once; one to two minutes) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "Python's venv module is missing (Debian and Ubuntu: apt install python3-venv)."; exit 2; }
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes -r requirements.lock \
	  | $(BIN)/python -c 'import sys; n = 0; [(n := n + 1, print(f"\r  {n} packages ...", end="", flush=True)) for line in sys.stdin if line.startswith("Collecting")]; print()'
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -c 'import cxlab'
	@touch $@
