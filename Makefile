# Everything sets itself up in .venv; a machine with Python 3.11 or newer is all that is needed.
PORT ?= 3000
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --disable-pip-version-check

.PHONY: help setup demo test many lint bench generate lock browser
help:
	@echo "make setup   install what Segbot needs into .venv"
	@echo "make demo    a page like Slack with Segbot in it (PORT=$(PORT))"
	@echo "make test    every test, the browser's too"
	@echo "make many    the same with the full number of kills, damaged files and simulated shops"
	@echo "make lint    ruff, mypy, import-linter"
	@echo "make bench   speed, side by side with what one would use otherwise"
	@echo "make generate  what follows from the code: docs/commands.md, the gallery, the Slack manifest"
	@echo "make lock    pin the newest dependencies in requirements.txt"

setup: .venv/ready

demo: .venv/ready
	@$(BIN)/segbot demo --port $(PORT)

# In the order of the folders: the files that take longest come first, and no worker waits long for
# the last. By their counts of tests, as xdist has it otherwise, the longest would come last.
ORDER = --dist loadfile --no-loadscope-reorder

test: .venv/ready browser
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) $(ORDER)

many: .venv/ready browser
	@$(BIN)/python -m pytest --many --numprocesses $(WORKERS) $(ORDER)

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/ready
	@for each in tests/benchmarks/bench_*.py; do $(BIN)/python -m $$(echo $${each%.py} | tr / .); done

generate: .venv/ready
	@$(BIN)/segbot generate

lock: .venv/ready
	@$(BIN)/python -m pip install --quiet pip-tools
	@$(BIN)/pip-compile --quiet --upgrade --extra test --generate-hashes --strip-extras \
		--allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--no-header --output-file requirements.txt pyproject.toml

.venv/ready: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Segbot needs Python 3.11 or newer: install it, or set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)."; exit 1; }
	@echo "Installing dependencies into .venv (once)…"
	@( $(PIP) --require-hashes -r requirements.txt && $(PIP) --no-deps --editable . ) > .venv/install.log 2>&1 \
		|| { tail -n 20 .venv/install.log; echo "Dependencies could not be installed; is the package index reachable?"; exit 1; }
	@touch $@

# One worker more than cores: many tests wait for Slack's stand-in, and it for its own rates.
WORKERS = $$($(BIN)/python -c 'import os; print(1 + (os.cpu_count() or 1))')

# The browser tests drive the system's Chromium; in a container, where we are root, it is installed.
browser:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || \
	command -v google-chrome >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests…"; \
		apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo "No Chromium found, so the browser tests will be skipped. Install the package chromium to run them."; \
	fi
