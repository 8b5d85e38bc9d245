# One command per task; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help book html pdf watch serve test test-deep test-long test-network shapes corruptions faults check audit lock data strip metadata deps refresh report-debt anomalies links release verify supersede trace bench clean prose

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m helpers
# The code of this folder is what runs, wherever the folder was copied or moved from.
export PYTHONPATH := $(CURDIR)/src

# A Python that is asked for is heard, though an environment of another stands there.
VERSION_OF = $(shell $(1) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)
ifneq ($(origin PYTHON),file)
ifneq ($(call VERSION_OF,$(PYTHON)),$(call VERSION_OF,$(BIN)/python))
OTHER_PYTHON := other-python
endif
endif
# Kernels find the helpers by a link that says where this folder was when it was made.
ifneq ($(shell cat $(VENV)/.ready 2>/dev/null),$(CURDIR))
OTHER_FOLDER := other-folder
endif
.PHONY: other-python other-folder

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

# The environment holds exactly what the lock names; it is made again when the lock changes.
$(VENV)/.installed: requirements.lock pyproject.toml $(OTHER_PYTHON)
	@$(PYTHON) -c '' 2>/dev/null || { echo "No Python runs here as $(PYTHON): name one that does, such as PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	@echo "Installing the locked packages (once) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.ready: $(VENV)/.installed $(OTHER_FOLDER)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@echo "$(CURDIR)" > $@

book: $(VENV)/.ready ## build the book: pages in _build/html, PDFs in _build/pdf; [STATEMENTS=mark] marks what is untrue
	@$(RUN) book

html: $(VENV)/.ready ## build the pages alone: the PDFs of the last whole book stay
	@$(RUN) html

pdf: $(VENV)/.ready ## build the PDFs alone
	@$(RUN) pdf

watch: $(VENV)/.ready ## build the pages whenever something is edited, and show them: [PORT=8000]
	@$(BIN)/python -m helpers.book.web.serve --watch $(if $(PORT),--port $(PORT))

serve: $(VENV)/.ready ## show the built pages in a browser: [PORT=8000]
	@$(BIN)/python -m helpers.book.web.serve $(if $(PORT),--port $(PORT))

check: $(VENV)/.ready ## check data, notebooks and code, build nothing
	@$(RUN) check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

test: book ## run the tests (some six minutes on two cores)
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not deep and not long"

test-deep: book ## run the slow tests (at most an hour)
	@$(BIN)/python -m pytest -q -n auto -m deep

test-long: book ## run the tests that take an hour and more: each sentence seen false, each row of each table moved
	@$(BIN)/python -m pytest -q -n auto -m long

test-network: $(VENV)/.ready ## run the tests that ask the live services
	@$(BIN)/python -m pytest -q -m network

shapes: $(VENV)/.ready ## record in what shape the live services answer, which tests compare (needs internet)
	@$(BIN)/python tests/shapes.py

corruptions: $(VENV)/.ready ## break the data in 1,450 ways; what was caught: _build/corruptions.csv
	@$(BIN)/python tests/corruptions.py 1450

faults: $(VENV)/.ready ## kill 50 builds of a small book at random moments; tell what stood after each
	@$(BIN)/python tests/faults.py 50

# The auditor and the lister of licences have an environment of their own: the book must not depend on what they
# depend on.
$(VENV)-audit/.ready: audit.lock
	@rm -rf $(VENV)-audit
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r audit.lock
	@touch $@

audit: $(VENV)/.ready $(VENV)-audit/.ready ## hold the locked packages against known faults (needs internet)
	@$(BIN)/python -m helpers.audit $(VENV)-audit/bin/pip-audit requirements.lock audit.lock

data: $(VENV)/.ready ## record the digests of tables that were edited on purpose, and the numbers made of them
	@$(RUN) data
	@$(BIN)/python -m helpers.refresh.golden

refresh: $(VENV)/.ready $(if $(filter oda_by_kind,$(TABLE)),$(VENV)/.aid) ## list tables; renew TABLE=name; ACCEPT=1 writes it, SIGN="you" signs
	@$(BIN)/python -m helpers.refresh $(if $(TABLE),"$$TABLE") $(if $(ACCEPT),--accept) \
		$(if $(SIGN),--sign "$$SIGN") $(if $(FILE),--file "$$FILE")
	$(if $(ACCEPT),@$(BIN)/python -m helpers.refresh.golden)

report-debt: $(VENV)/.ready ## list old figures of ministries; COUNTRY=KGZ prints a form; FILE=form.csv reads it [ACCEPT=1]
	@$(BIN)/python -m helpers.refresh --debt $(if $(COUNTRY),"$$COUNTRY") $(if $(ACCEPT),--accept) \
		$(if $(SIGN),--sign "$$SIGN") $(if $(FILE),--file "$$FILE")

# The client of the OECD is heavy and needed for one table only.
$(VENV)/.aid: $(VENV)/.ready refresh.lock
	@echo "Installing the client of the OECD (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r refresh.lock
	@touch $@

anomalies: $(VENV)/.ready ## list jumps, vanished rows, moved totals since SINCE=commit (HEAD); SIGN="you" signs
	@$(BIN)/python -m helpers.refresh --since "$${SINCE:-HEAD}" $(if $(SIGN),--sign "$$SIGN")

links: $(VENV)/.ready ## ask all cited addresses: _build/links.csv
	@$(BIN)/python -m helpers.refresh --links

strip: $(VENV)/.ready ## take outputs out of chapters that were run and saved in Jupyter
	@$(RUN) strip

metadata: $(VENV)/.ready ## write CITATION.cff and its like from what _config.yml says of the book
	@$(RUN) metadata

deps: $(VENV)/.ready ## print which tables and modules each chapter is made from
	@$(RUN) deps

release: $(VENV)/.ready $(VENV)-audit/.ready ## make a release of the committed state: VERSION=1.0.0 [PREVIOUS=archive.zip] [RETIRE=1]
	@$(BIN)/python -m helpers.book.publication.release $(VERSION) --lister $(VENV)-audit/bin/cyclonedx-py $(if $(PREVIOUS),--previous $(PREVIOUS)) $(if $(RETIRE),--retire)

verify: $(VENV)/.ready ## build again from nothing and compare with the release: [RELEASE=archive.zip]
	@$(BIN)/python -m helpers.book.publication.verify $(if $(RELEASE),--release $(RELEASE))

supersede: $(VENV)/.ready ## tell readers of an older version of the newer: OLD=folder NEW=1.1.0 ADDRESS=../1.1.0/
	@$(BIN)/python -m helpers.book.publication.version_notice "$(OLD)" "$(NEW)" "$(ADDRESS)"

trace: $(VENV)/.ready ## print what ID=(exhibit, number, claim) comes from
	@$(BIN)/python -m helpers.book.publication.trace $(ID)

prose: $(VENV)/.ready ## print how the chapters read: sentences, words, readability
	@$(BIN)/python tests/language.py

bench: book ## weigh the pages, time the build against a stock Jupyter Book (some minutes; GROWTH=1: of larger books)
	@$(BIN)/python benchmarks/pages.py
	@$(BIN)/python benchmarks/bench.py $(if $(GROWTH),--growth)

lock: ## renew the locks from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra test --extra refresh --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --quiet \
		--custom-compile-command "make lock" -o requirements.lock
	uv pip compile --group refresh-aid --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --quiet \
		--custom-compile-command "make lock" -o refresh.lock
	uv pip compile --group audit --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --quiet \
		--custom-compile-command "make lock" -o audit.lock

clean: ## remove what was built, keep the environment
	@rm -rf _build
