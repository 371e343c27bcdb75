# Everything below needs only make and a Python that is new enough; the rest is installed into .venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python

# PYTHON where it is named, else the user's own python3, else the newest that will do.
PYTHON ?=
CANDIDATES := $(if $(PYTHON),'$(PYTHON)',python3 python3.14 python3.13 python3.12 python3.11 python)

# The targets share one environment.
.NOTPARALLEL:
.PHONY: help demo test coverage lint format bench lock clean

help: ## List these targets
	@echo 'Usage: make TARGET [PYTHON=/path/to/python3.11-or-newer]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

demo: $(VENV)/.installed ## Open a Slack workspace in the browser with the bot in it; needs no account
	@$(PY) -m bot demo $(ARGS)

test: $(VENV)/.installed-dev ## Run the tests; ARGS goes to pytest
	@$(PY) -m pytest $(ARGS)

coverage: $(VENV)/.installed-dev ## Run the tests and show what they do not reach
	@$(PY) -m pytest --cov --cov-report=term-missing $(ARGS)

lint: $(VENV)/.installed-dev ## Check style, formatting, types, the order of the rooms and known weaknesses
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m bandit --quiet --configfile pyproject.toml --recursive bot storage

format: $(VENV)/.installed-dev ## Format the code and mend what ruff can mend
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: $(VENV)/.installed-dev ## Measure the bot against a bare Bolt app; ARGS goes to the benchmark
	@$(PY) -m tests.bench $(ARGS)

lock: ## Write requirements.txt and requirements-dev.txt anew from pyproject.toml; needs uv
	@command -v uv >/dev/null || { echo 'make lock needs uv on PATH.' >&2; exit 1; }
	uv pip compile $(LOCK) $(ARGS) pyproject.toml -o requirements.txt
	uv pip compile $(LOCK) $(ARGS) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

LOCK := --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate

clean: ## Remove the environment and what the tools left
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*

$(VENV)/.installed: requirements.txt
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.installed

# Makes the environment where it is missing or broken, then installs exactly what the lock lists.
define install
	@$(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found=; without=; seen=; \
	  for python in $(CANDIDATES); do \
	    version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	    seen="$$seen, $$python $$version"; \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue; \
	    if "$$python" -c 'import venv, ensurepip' 2>/dev/null; then found=$$python; break; fi; \
	    without="$${without:-$$python $$version}"; \
	  done; \
	  if [ -z "$$found" ] && [ -n "$$without" ]; then \
	    echo "Session bot found $$without without its venv module: install it (on Debian and Ubuntu: apt install python3-venv) and run make again." >&2; exit 1; \
	  elif [ -z "$$found" ]; then \
	    echo "Session bot needs Python 3.11 or newer; found $${seen:+only }$$(echo "$${seen:-, none}" | cut -c3-): install one, or name it with make PYTHON=/path/to/python3.12." >&2; exit 1; \
	  fi; \
	  echo "Making $(VENV) with $$found."; \
	  rm -rf $(VENV) && "$$found" -m venv $(VENV) || exit 1; }
	@echo 'Installing the packages that $(1) lists.'
	@$(PY) -m pip install --disable-pip-version-check --no-input --quiet --require-hashes -r $(1)
endef
