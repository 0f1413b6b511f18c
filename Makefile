# Everything sets itself up in .venv, from a bare Python >= 3.11 and make. `make` alone says what there is.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=

# A virtual environment cannot be moved, and dies with the Python that made it: then it is made anew.
SOUND := $(shell [ "$$(cat $(STAMP) 2>/dev/null)" = "$(CURDIR)" ] && $(BIN)/python -c '' 2>/dev/null && echo yes)

.DEFAULT_GOAL := help
.PHONY: help install demo test lint engine format messages requirements lowest clean FORCE

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	|| sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1   \2/p' $(MAKEFILE_LIST)

install: $(STAMP) ## Handfast and all that its tests need, in .venv

demo: $(STAMP) ## the sample company Alder & Pine, three asks and a promise; then its pages in the browser
	@$(BIN)/handfast demo --serve $(ARGS)

test: $(STAMP) ## lint, then all tests (ARGS="-k quote" for some)
	@$(MAKE) --no-print-directory -j2 lint engine
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

lint: $(STAMP) ## style, layers and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

engine: $(STAMP) ## compile the engine, which is done once; else each of the tests' processes would
	@$(BIN)/python -c 'from handfast.doors.cli.session import prepare_engine; prepare_engine(planning=True)'

format: $(STAMP) ## mend style where it mends itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(STAMP) ## every text of the pages as a catalogue for translators: build/handfast.pot
	mkdir -p build
	$(BIN)/python -m handfast.doors.web.catalogue > build/handfast.pot

requirements: $(STAMP) ## the newest versions that fit pyproject.toml, with hashes
	sh tools/requirements.sh

lowest: $(STAMP) ## the tests with the lowest versions that pyproject.toml allows
	sh tools/lowest.sh $(ARGS)

clean: ## remove .venv and all caches
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

$(STAMP): requirements/uv.txt requirements/test.txt pyproject.toml tools/install.sh
	@sh tools/install.sh $(VENV)
	@printf '%s' "$(CURDIR)" > $(STAMP)

ifneq ($(SOUND),yes)
$(STAMP): FORCE
endif
FORCE:
