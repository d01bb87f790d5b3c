# Every target fetches what it needs: uv (privately, where it is missing), then the locked dependencies.
UV := ./make/uv
RUN := $(UV) run --locked
# Compiled at once: else every start does it anew where PYTHONDONTWRITEBYTECODE is set, as in container images.
SYNC := $(UV) sync --locked --compile-bytecode
COMPILE := python -m compileall -q idp

.DEFAULT_GOAL := help
.PHONY: help run test test-optional interop-keycloak gallery machine check format bench mutate docs providers dependencies

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the demonstration: the provider, two portals, a mailbox (ARGS="--port 9000" is handed on)
	$(SYNC) --no-dev --inexact
	$(UV) run --locked --no-dev $(COMPILE)
	$(UV) run --locked --no-dev idp demo $(ARGS)

test: machine ## Run the whole test suite (ARGS="tests/protocol -k pkce" narrows it)
	$(RUN) pytest $(ARGS)

machine: ## Install what the suite needs (Debian, as root), or say what is missing; then all dependencies
	./make/machine
	$(MAKE) --no-print-directory dependencies
	$(RUN) python -m tests.provisioning

check: dependencies ## Lint, format, types, import layers, dependencies, lock file, generated files
	$(UV) lock --check
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) deptry .
	$(RUN) idp config example --check config.example.toml
	$(RUN) idp clients fields --check docs/clients.md

format: dependencies ## Put the code into its one format, and mend what can be mended by itself
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

test-optional: machine ## Run the tests of Spring Boot, Keycloak and oauth2-proxy, which need a JDK (17), Maven and Go (1.26)
	$(RUN) pytest $(ARGS) tests/interop/optional_*.py

interop-keycloak: machine ## Run the tests of Keycloak alone, which need a JDK (17) and Maven
	$(RUN) pytest $(ARGS) -n0 tests/interop/optional_keycloak.py

gallery: machine ## Look at every page in both languages on both screens; the pictures are in screenshots/gallery/
	IDP_TEST_PICTURES=1 $(RUN) pytest --every-screen tests/journeys/test_gallery.py $(ARGS)

bench: dependencies ## Time the hot paths against a Flask hello in one run
	$(RUN) python -m benchmarks $(ARGS)

mutate: dependencies ## Change what decides, a place at a time; list what no test notices (slow; ARGS="protocol" runs one area)
	$(UV) run --locked --group mutation python make/mutate.py $(ARGS)

docs: dependencies ## Write the generated files anew: config.example.toml, docs/clients.md
	$(RUN) idp config example --output config.example.toml
	$(RUN) idp clients fields --output docs/clients.md

providers: dependencies ## Renew the list of public e-mail providers, whose domains belong to no organization
	$(RUN) python make/providers.py

dependencies: ## Fetch the locked dependencies into .venv/, and compile them and the package
	$(SYNC)
	$(RUN) $(COMPILE)
