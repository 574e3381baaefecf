# Needs Python 3.11 or later and make, nothing else. Each target makes .venv when it is missing or stale.
#
#   make demo      run the main job on a small web of its own, and leave a filled sheet
#   make test      run the tests
#   make coverage  run them, and tell which lines and branches none of them reaches
#   make install   only make .venv; then .venv/bin/theodore is the command
#   make check     format, lint and types
#   make bench     measure the main job, and the crawl beside other crawlers
#                  (BENCH="--sites 100" passes arguments on)
#   make bench-facts  measure the extraction: by field on the demo web, and on real sites where their file is there
#   make soak      the long tests
#   make lock      bring the locks up to pyproject.toml (UPGRADE=1 takes newer versions of all)
#   make clean     remove what these targets made
#
# PYTHON=/path/to/python3 chooses the Python that .venv is made with.

SHELL := /bin/sh
.DELETE_ON_ERROR:

RUN_PYTHON := .venv/bin/python
# --no-input: a question would wait for ever where nobody watches
PIP := $(RUN_PYTHON) -m pip --quiet --disable-pip-version-check --no-input
INSTALL := $(PIP) install
# --no-deps: a lock names all that is needed. Left to look for itself, an older pip takes the newest release of what a
# package asks for with an extra (coverage[toml]), and then refuses it for not being the pinned one.
LOCKED := $(INSTALL) --require-hashes --no-deps --requirement
# A run starts several processes: without bytecode on disk each would compile anew all that it imports, for seconds.
export PYTHONDONTWRITEBYTECODE :=
# each made last, when all before it went well, and holding the folder's path
INSTALLED := .venv/.installed
DEVELOPING := .venv/.developing
RIVALS := .venv/rivals/.installed

# A .venv whose Python is gone, or that came here with a folder that was moved or copied, is made anew.
HERE := $(shell $(RUN_PYTHON) -c 'print(open("$(INSTALLED)").read().strip())' 2>/dev/null)
ifneq ($(HERE),$(CURDIR))
.PHONY: $(INSTALLED)
endif

.PHONY: help install demo test coverage check bench bench-facts soak lock clean

help:
	@sed -n 's/^#   //p' Makefile

install: $(INSTALLED)

demo: $(INSTALLED)
	.venv/bin/theodore demo

# On all processors; from four on, the longest tests last as long as the rest. Then, one by one, those that need the
# machine for themselves. Both are run, and either fails the whole.
test: $(DEVELOPING)
	$(RUN_PYTHON) -m pytest -m 'not soak and not alone' -n logical --maxprocesses 4 --dist worksteal $(TRACED); \
	beside=$$?; \
	$(RUN_PYTHON) -m pytest -m 'alone and not soak' $(TRACED_TOO) && exit $$beside

# Traced, every line of Python takes about half as long again: too long for each change.
coverage: TRACED := --cov --cov-report=
coverage: TRACED_TOO := --cov --cov-append --cov-report=term:skip-covered
coverage: test

check: $(DEVELOPING)
	$(RUN_PYTHON) -m ruff check
	$(RUN_PYTHON) -m ruff format --check
	$(RUN_PYTHON) -m mypy

bench: $(RIVALS)
	$(RUN_PYTHON) -m benchmarks.main_job $(BENCH)
	$(RUN_PYTHON) -m benchmarks.crawl $(BENCH)

bench-facts: $(DEVELOPING)
	$(RUN_PYTHON) -m benchmarks.facts $(BENCH)

soak: $(DEVELOPING)
	$(RUN_PYTHON) -m pytest -m soak -s

# Prints the first of these that is new enough and can make a virtual environment; a name may stand for a Python
# that does not start, as those of version managers do.
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
define FIND_PYTHON
for python in $(CANDIDATES); do \
  "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    && command -v "$$python" && exit; \
done; \
echo "Theodore needs Python 3.11 or later with its venv module (tried: $(CANDIDATES))." >&2; \
echo "Install it (on Debian and Ubuntu: apt install python3 python3-venv), or say where it is:" >&2; \
echo "  make $(or $(MAKECMDGOALS),install) PYTHON=/path/to/python3" >&2; \
exit 1
endef

$(INSTALLED): requirements.lock pyproject.toml
	@echo "Making .venv from requirements.lock ..."
	@python=$$($(FIND_PYTHON)) && "$$python" -m venv --clear .venv
	@$(LOCKED) requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@pwd -P > $@

$(DEVELOPING): $(INSTALLED) requirements-dev.lock
	@echo "Adding what developing needs from requirements-dev.lock ..."
	@$(LOCKED) requirements-dev.lock
	@touch $@

# apart: what they bring along would change what the program and its tests run with
$(RIVALS): $(DEVELOPING) requirements-bench.lock
	@echo "Installing the other crawlers from requirements-bench.lock ..."
	@$(RUN_PYTHON) -m venv --clear .venv/rivals
	@.venv/rivals/bin/python -m pip --quiet --disable-pip-version-check --no-input install \
	  --require-hashes --no-deps --requirement requirements-bench.lock
	@touch $@

# uv comes for the moment and goes: nothing else needs it. Versions that the locks name stay where they still fit.
PINNED = "$$uv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  $(if $(UPGRADE),--upgrade)
COMPILE = $(PINNED) pyproject.toml --extra build

lock:
	@uv=$$(mktemp -d) && trap 'rm -rf "$$uv"' EXIT && python=$$($(FIND_PYTHON)) \
	&& "$$python" -m venv "$$uv" && "$$uv/bin/python" -m pip --quiet --disable-pip-version-check install uv \
	&& $(COMPILE) --output-file requirements.lock \
	&& $(COMPILE) --extra browser --extra impersonate --group dev --constraint requirements.lock --output-file requirements-dev.lock \
	&& $(PINNED) --group bench --output-file requirements-bench.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* demo
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
