# What can be done here; `make` alone lists it. Everything that is needed is installed on the way.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
DEMO := resources/demo/demo-chest-pa.dcm
SOURCES := cxrviewer tests benchmarks packaging
INSTALLED := .venv/installed
LIBRARIES := build/system-libraries
VALIDATORS := build/validators
GUIDE := resources/guide/index.html
GUIDE_SOURCES := mkdocs.yml $(wildcard docs/*.* docs/*/*.* packaging/guide/* packaging/guide/theme/*)

BUNDLER := build/bundler
OPENCV := build/opencv/site-packages
BUNDLE = CXRVIEWER_BUNDLE=$(1) PYTHONPATH=$(OPENCV):. $(BIN)/python -m PyInstaller --noconfirm --log-level WARN \
    --distpath dist --workpath build/pyinstaller/$(1) packaging/cxrviewer.spec && \
    PYTHONPATH=$(OPENCV):. $(BIN)/python packaging/finish_bundle.py dist/$(2) build/pyinstaller/$(1)/cxrviewer/sources.json

.DEFAULT_GOAL := help
.PHONY: help install run test test-all check format format-check lint types contracts conformance schema presets \
    reference guide screenshots model-report bench bundle bundle-viewer bundle-test deb clean

help: ## list these goals
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## system libraries of Qt, then .venv with everything in it

run: $(INSTALLED) $(GUIDE) ## open the window on the demo study; without a screen write its picture and report to build/demo
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
	    $(BIN)/python -m cxrviewer view $(DEMO); \
	else \
	    echo "There is no screen here; the window's picture and the report go to build/demo."; \
	    mkdir -p build/demo; \
	    QT_QPA_PLATFORM=offscreen $(BIN)/python -m cxrviewer snapshot $(DEMO) --output build/demo; \
	fi

test: $(INSTALLED) $(VALIDATORS) ## the tests, without the slow ones
	$(BIN)/python -m pytest -q -ra -m "not slow"

test-all: $(INSTALLED) $(VALIDATORS) ## all tests
	$(BIN)/python -m pytest -q -ra

check: format-check lint types contracts test ## everything that must hold before a commit

format: $(INSTALLED) ## write the code in the one format
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

format-check: $(INSTALLED)
	$(BIN)/ruff format --check $(SOURCES)

lint: $(INSTALLED)
	$(BIN)/ruff check $(SOURCES)

types: $(INSTALLED)
	$(BIN)/mypy

contracts: $(INSTALLED)
	$(BIN)/lint-imports

conformance: $(INSTALLED) ## compare every film on disk with dcmtk's rendering; writes docs/display-conformance.md
	PYTHONPATH=tests $(BIN)/python -m conformance

schema: $(INSTALLED) ## write docs/analysis-schema.json from the program's records
	PYTHONPATH=. $(BIN)/python packaging/write_schema.py

presets: $(INSTALLED) ## write docs/presets.md from the recipes of training
	PYTHONPATH=. $(BIN)/python packaging/write_presets.py

reference: $(INSTALLED) ## write docs/reference (shortcuts, command line, settings) from the tables of the program
	PYTHONPATH=. $(BIN)/python packaging/write_reference.py

guide: $(GUIDE) ## the user guide of docs/, for the Help menu and for bundles: resources/guide/index.html

screenshots: $(INSTALLED) ## take the pictures of the guide anew from the running program: docs/images
	PYTHONPATH=.:tests $(BIN)/python packaging/screenshots

model-report: $(INSTALLED) ## write docs/model-report.md from the evaluations in docs/model-report
	PYTHONPATH=. $(BIN)/python packaging/write_model_report.py

bench: $(INSTALLED) ## measure speed; a table, and build/bench.json
	$(BIN)/python -m benchmarks.run

bundle: $(BUNDLER) $(OPENCV) $(GUIDE) ## the whole program as one folder that needs no Python: dist/cxrviewer
	$(call BUNDLE,whole,cxrviewer)

bundle-viewer: $(BUNDLER) $(OPENCV) $(GUIDE) ## the same without training and torch: dist/cxrviewer-viewer
	$(call BUNDLE,viewer,cxrviewer-viewer)

bundle-test: $(INSTALLED) ## the frozen program and its Debian package in a clean environment; needs make bundle and make deb
	PYTHONPATH=tests $(BIN)/python -m pytest -q -ra tests/bundle

deb: $(INSTALLED) ## of dist/cxrviewer a Debian package and an archive
	PYTHONPATH=. $(BIN)/python packaging/make_linux_packages.py dist/cxrviewer

clean: ## remove what was installed and built
	rm -rf .venv build dist resources/guide .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find cxrviewer tests benchmarks packaging -name __pycache__ -type d -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt $(LIBRARIES)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "cxrviewer needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(LIBRARIES): packaging/install-system-libraries.sh
	@PYTHON="$(PYTHON)" sh packaging/install-system-libraries.sh
	@mkdir -p build && touch $@

$(VALIDATORS): packaging/install-validators.sh
	@sh packaging/install-validators.sh
	@mkdir -p build && touch $@

$(GUIDE): $(INSTALLED) $(GUIDE_SOURCES)
	$(BIN)/mkdocs build --strict --quiet
	@touch $@

$(BUNDLER): $(INSTALLED)
	@for tool in c++ nasm nm strip; do command -v $$tool >/dev/null || \
	    { echo "A bundle needs binutils, a C++ compiler and nasm: apt-get install binutils g++ nasm"; exit 1; }; done
	$(BIN)/python -m pip install --quiet --constraint constraints.txt pyinstaller
	@mkdir -p build && touch $@

$(OPENCV): packaging/build-opencv.sh constraints.txt | $(BUNDLER)
	@PYTHON=$(BIN)/python sh packaging/build-opencv.sh
	@touch $@
