# Everything a newcomer needs, on Debian or Ubuntu with Python 3.11 or newer:   make run   |   make test
# Both set up what they need first: system packages that are missing, a virtual environment in .venv, the locked
# dependencies. A second call finds it all in place.

SHELL      := /bin/sh
PYTHON     ?= python3
UV_VERSION := 0.13.9
BIN        := .venv/bin
UV         := $(BIN)/uv
UV_STAMP   := .venv/.uv-$(UV_VERSION)
SYNCED     := .venv/.synced
# What browsers load, built from frontend/ with the Node.js of the virtual environment.
ASSETS     := platform/runtime/static/dist/manifest.json
MODULES    := frontend/node_modules/.package-lock.json
NODE       := PATH="$(CURDIR)/$(BIN):$$PATH"
# One process a core; each keeps a PostgreSQL server of its own, so more than four gain little.
TEST       := $(BIN)/python -m pytest -q -n auto --maxprocesses 4

# An active environment of the caller must not be mistaken for ours.
unexport VIRTUAL_ENV UV_PYTHON UV_PROJECT_ENVIRONMENT

.PHONY: help setup assets run test lint format fuzz soak bench docs screenshots tour wheel programs clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(SYNCED) ## Set up the development environment in .venv

assets: $(ASSETS) ## Build what browsers load

run: $(SYNCED) $(ASSETS) ## Serve a demo organisation from var/objectry.db
	$(BIN)/objectry demo
	$(BIN)/objectry serve

test: $(SYNCED) $(ASSETS) programs ## Run every test on SQLite and PostgreSQL (ARGS=... goes to pytest)
	$(TEST) $(ARGS)

lint: $(SYNCED) $(MODULES) ## Check style, format, types, shell syntax and that the lock file is up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd frontend && $(NODE) npm run --silent check
	for script in scripts/*.sh .ci/run; do sh -n "$$script" || exit 1; done
	$(UV) lock --check --quiet

format: $(SYNCED) ## Mend what lint can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: $(SYNCED) $(ASSETS) programs ## Try 20,000 new formulas, ten times as many examples of all else, and FUZZ_SECONDS (600) of hostile formulas
	$(TEST) -m hypothesis --hypothesis-profile fuzz $(ARGS)
	$(UV) run --quiet --frozen --isolated --group fuzz python -m tests.formula.fuzz $(FUZZ_SECONDS)

soak: $(SYNCED) $(ASSETS) programs ## Repeat the tests for SOAK_MINUTES (default 120), each round with other examples
	@scripts/soak.sh $(or $(SOAK_MINUTES),120) $(TEST) $(ARGS)

bench: $(SYNCED) $(ASSETS) ## Measure formulas, pages, and the generated API beside hand-written code (ARGS=... chooses sizes of the latter)
	$(BIN)/python -m bench.formulas
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.run $(ARGS)

docs: $(SYNCED) ## Write docs/reference anew from the code
	$(BIN)/python -m scripts.write_reference

screenshots: $(SYNCED) $(ASSETS) programs ## Take pictures of every page into var/screenshots (ARGS="--only list record" chooses)
	$(BIN)/python -m scripts.make_screenshots $(ARGS)

tour: $(SYNCED) $(ASSETS) programs ## Write the tours of docs/ with their pictures into var/docs
	$(BIN)/python -m scripts.make_tour

wheel: $(SYNCED) $(ASSETS) ## Build the package into dist/
	$(UV) build --quiet

clean: ## Remove the environment, the caches and what was built; keeps your data in var/
	rm -rf .venv dist frontend/node_modules $(dir $(ASSETS)) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

programs:
	@scripts/system-packages.sh postgres browser

$(UV_STAMP):
	@scripts/bootstrap.sh "$(PYTHON)" "$(UV_VERSION)"
	@touch $@

$(SYNCED): pyproject.toml uv.lock $(UV_STAMP)
	@test -L src/objectry || { echo "src/objectry is no symbolic link. Try: git config core.symlinks true && git checkout -- src"; exit 1; }
	$(UV) sync --quiet --frozen --compile-bytecode
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json $(SYNCED)
	cd frontend && $(NODE) npm ci --silent
	@touch $@

$(ASSETS): $(MODULES) frontend/build.mjs $(wildcard frontend/src/*.js frontend/src/*/*.js frontend/css/*.css frontend/img/*)
	cd frontend && $(NODE) node build.mjs
