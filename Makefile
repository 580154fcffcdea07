# Two commands: `make run` serves the exhibit, `make test` checks everything; `make serve` is for visitors.
# They need Python 3.11 or newer, make and git; all else is installed into .venv.

PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run serve bench drill test check permissions messages lock clean

run: $(VENV)/run.stamp .env
	@$(MANAGE) begin $(ADDRESS)

# Production mode on this machine; the environment says the rest (README, Configuration).
serve: $(VENV)/run.stamp .env
	@DEBUG=false ALLOWED_HOSTS="$${ALLOWED_HOSTS:-localhost,127.0.0.1}" HTTPS="$${HTTPS:-false}" \
		LOG_FORMAT="$${LOG_FORMAT:-json}" exec $(MANAGE) serve $(ADDRESS)

# The suite on SQLite, then what asks the database on PostgreSQL and Redis too, where these are named
# (TEST_ENGINES=all for all of it, and not only for the rooms in which they have ever differed).
test: check
	$(BIN)/python -m pytest
ifneq ($(TEST_POSTGRES_URL)$(TEST_REDIS_URL),)
	$(if $(TEST_POSTGRES_URL),DATABASE_URL='$(TEST_POSTGRES_URL)') $(if $(TEST_REDIS_URL),CACHE_URL='$(TEST_REDIS_URL)') $(BIN)/python -m pytest
endif
	@$(if $(and $(TEST_POSTGRES_URL),$(TEST_REDIS_URL)),,echo "Not run:$(if $(TEST_POSTGRES_URL),, PostgreSQL (set TEST_POSTGRES_URL=postgres://user@host:5432/postgres))$(if $(TEST_REDIS_URL),, Redis (set TEST_REDIS_URL=redis://host:6379/9; the tests empty that database and those after it)).")

# Serving beside nginx and Wagtail (needs Debian's wrk, nginx-light, redis-server); BENCH=--quick for a look.
BENCH ?= --soak --growth
bench: $(VENV)/test.stamp
	$(BIN)/python -m tests.benchmarks.serving $(BENCH)

# What the museum promises under kills, full disks, faults and load, at full length; DRILL=--quick for minutes of it.
DRILL ?=
drill: $(VENV)/test.stamp
	$(BIN)/python -m tests.drills $(DRILL)

# Lint, format, map of rooms, types.
check: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files --cached --others --exclude-standard 'templates/*.html')
	$(BIN)/python -m mypy

# Write down anew who may go through which door (tests/permissions.txt); the difference is to be reviewed.
permissions: $(VENV)/test.stamp
	WRITE_PERMISSIONS=1 $(BIN)/python -m pytest -n 0 -q -o faulthandler_timeout=3600 tests/test_permissions.py -k table_says

# Collect the interface's words and compile their translations (needs GNU gettext); LOCALES=fr begins another.
LOCALES ?= $(notdir $(wildcard exhibit/locale/*))
messages: $(VENV)/test.stamp .env
	$(MANAGE) makemessages $(LOCALES:%=--locale %) --no-location --no-wrap --ignore $(VENV) --ignore tests --ignore var
	$(BIN)/pybabel -q compile --directory exhibit/locale --domain django

# Write the lock files anew after a change in pyproject.toml (needs uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock --group test pyproject.toml -o requirements-test.lock

clean:
	rm -rf $(VENV) var db.sqlite3*

# Development only: a secret of this machine's own. In production set the environment instead.
.env:
	@$(PYTHON) -c 'import secrets; print("DEBUG=true\nSECRET_KEY=" + secrets.token_urlsafe(50))' > $@

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock | $(VENV)/made.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/test.stamp: requirements-test.lock | $(VENV)/made.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@ $(VENV)/run.stamp
