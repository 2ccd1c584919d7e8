# A fresh machine needs Python 3.11, 3.12 or 3.13 and make; everything else comes into .venv from the locked requirements.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || echo python3)
BIN := .venv/bin
INSTALLED := .venv/.installed

# Bytecode is kept where the environment says not to: without it each start of Dagster compiles for seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install run test lint bench soak lock picture queries clean

install: $(INSTALLED)

# uv takes packages from its own index setting; where it cannot reach that, pip does the same from its index, more slowly.
$(INSTALLED): requirements.lock requirements-uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock \
	  || { echo "uv could not install; trying pip" >&2; \
	       $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q assets pipelines
	@$(BIN)/python -c "import dagster, great_expectations; from assets.facts import reader, regex; regex.keep()"
	@touch $(INSTALLED)

run: $(INSTALLED)
	@$(BIN)/weekhouse run

# A file's tests stay together, so that what they share is made once; in the order of tests/conftest.py, so that a long file is not the last.
test: $(INSTALLED)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@.ci/no-addresses
	@$(BIN)/python .ci/locked

bench: $(INSTALLED)
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/reader.py

soak: $(INSTALLED)
	@$(BIN)/python benchmarks/soak_reader.py
	@$(BIN)/python benchmarks/soak_kills.py
	@$(BIN)/python benchmarks/soak_serve.py
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2 -m "soak or hypothesis"

lock: $(INSTALLED)
	@$(BIN)/uv pip compile pyproject.toml --quiet --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -o requirements.lock
	@$(BIN)/uv --version | cut -d' ' -f2 | sed 's/^/uv==/' | $(BIN)/uv pip compile - --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-uv.lock

picture: $(INSTALLED)
	@$(BIN)/python docs/picture.py

queries: $(INSTALLED)
	@$(BIN)/python docs/queries.py

clean:
	@rm -rf .venv .weekhouse .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
