# Everything is done by name: `make demo`, `make test`. `make help` lists the names.
.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip
REQUIREMENTS := requirements.txt requirements-dev.txt
UV_VERSION := 0.13.9
COMPILE := $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

.PHONY: help demo up down clean env spark test test-unit check render pictures screenshots lock bench faults celery

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: env  ## a working stack, 15 networks' made-up files, national totals; ONCE=1 ends by itself
	@ONCE=$(ONCE) $(BIN)/python -m adoption_reports.local.demo

up: env  ## start the embedded stack, and what keeps it running; returns when it is ready
	@$(BIN)/python -m adoption_reports.local up

down:  ## stop the stack; nothing is lost
	@test ! -x $(BIN)/python || $(BIN)/python -m adoption_reports.local down

clean:  ## stop the stack and delete its data; the environment stays
	@test ! -x $(BIN)/python || $(BIN)/python -m adoption_reports.local clean

test: env  ## every test, on real PostgreSQL, S3 and Airflow
	$(BIN)/pytest --numprocesses logical --dist loadfile

test-unit: env  ## the tests that need no server
	$(BIN)/pytest tests/unit

check: env  ## format, lint, types, import directions, SQL, secrets, known holes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 0 include/sql
	$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive include dags plugins
	$(BIN)/python .ci/hygiene.py

bench: env  ## measure, as ratios; ROWS="5 6" measures some; writes bench/RESULTS.md
	$(BIN)/python -m bench $(ROWS)

faults: env  ## break every call of a workload in every way; PARTS="effects" does some; writes tests/faults/RESULTS.md
	$(BIN)/python -m tests.faults $(PARTS)

celery: env  ## kill workers, Redis and scheduler during bursts; needs redis-server; PARTS="redis" RUNS=3 does some, thrice; writes tests/celery/RESULTS.md
	RUNS=$(or $(RUNS),1) $(BIN)/python -m tests.celery $(PARTS)

render: env  ## write everything that is made from the metadata: SQL, suites, dictionary
	$(BIN)/python -m adoption_reports.metadata.render

pictures: env  ## make the pictures of the guides anew; needs soffice, pdftoppm and chromium
	$(BIN)/python docs/networks/make_pictures.py
	$(BIN)/python -m tests.browser.receipt_pictures

screenshots: env  ## take the pictures of docs/ anew, of a real stack with a real browser
	$(BIN)/python docs/make_screenshots.py

lock: env  ## requirements.in -> requirements.txt, keeping the pins that still fit
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-spark.in -o requirements-spark.txt

env: .venv/made  ## the environment, exactly as locked

spark: .venv/spark  ## add Spark to the environment (470 MB; needs Java), for `adoption totals --engine spark` and its tests

# Bytecode is compiled here, once: some machines forbid writing it at run time, and Great Expectations
# and Airflow would then cost every process seconds.
.venv/made: .venv/packages pyproject.toml requirements.in
	$(UV) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q include/adoption_reports
	@touch $@

.venv/packages: $(REQUIREMENTS) Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; say which: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(UV) install --quiet --compile-bytecode --require-hashes $(addprefix -r ,$(REQUIREMENTS))
	@touch $@

# Only a source distribution exists, which is made into a wheel with what is here.
.venv/spark: .venv/made requirements-spark.txt
	$(UV) install --quiet --no-build-isolation --require-hashes -r requirements-spark.txt
	@touch $@
