# Needs Debian (or its like) with Python 3.11, its venv, and make. Everything else comes from here.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
ARGS ?=

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq install
# uv takes a second where pip takes half a minute. Where only pip knows the way to your packages:
# make INSTALL='.venv/bin/python -m pip install'
INSTALL ?= $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(ARGS)

# What builds and installs Kopuro itself: the build back end that pyproject.toml names, and uv.
define BUILD_TOOLS
import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["build-system"]["requires"], "editables", "uv", sep="\n")
endef
export BUILD_TOOLS

# The word list inside Debian's reader of scanned Kyrgyz; Debian has no other.
KYRGYZ ?= /usr/share/tesseract-ocr/5/tessdata/kir.traineddata

# The product itself may start no programs, so the dictionaries are asked from here.
define SPELL
wants() { [ -e "$$2" ] || missing="$$missing $$1"; }
wants hunspell /usr/bin/hunspell
wants hunspell-ru /usr/share/hunspell/ru_RU.dic
wants hunspell-uz /usr/share/hunspell/uz_UZ.dic
wants tesseract-ocr /usr/bin/dawg2wordlist
wants tesseract-ocr-kir "$(KYRGYZ)"
[ -z "$$missing" ] || { echo "Dictionaries are missing: apt-get install$$missing" >&2; exit 1; }
answers=$$(mktemp -d)
trap 'rm -rf "$$answers"' EXIT
{
	combine_tessdata -u "$(KYRGYZ)" "$$answers/kir."
	dawg2wordlist "$$answers/kir.lstm-unicharset" "$$answers/kir.lstm-word-dawg" "$$answers/ky"
} >"$$answers/log" 2>&1 || { cat "$$answers/log" >&2; exit 1; }
$(BIN)/python -m bot.language.spelling ask $(ARGS) >"$$answers/asked"
hunspell -d ru_RU -i utf-8 -G -w <"$$answers/asked" >"$$answers/ru"
hunspell -d uz_UZ -i utf-8 -G -w <"$$answers/asked" >"$$answers/uz"
$(BIN)/python -m bot.language.spelling tell "$$answers" $(ARGS)
endef
export SPELL

.PHONY: demo setup test check spell train bench lock clean

demo: setup
	@exec $(BIN)/kopuro demo $(ARGS)

setup: $(VENV)/.runtime

test: $(VENV)/.dev
	$(BIN)/python -m pytest -rs -n $(WORKERS) $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kopuro check

# Words that neither a dictionary nor content/words.*.txt knows.
spell: $(VENV)/.runtime
	@sh -ec "$$SPELL"

# What tells subjects apart, learnt anew from all examples of how people ask: content/finder.npz
train: $(VENV)/.dev
	$(BIN)/python -m bot.articles.finder.training

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks $(ARGS)

# Pins stay where they still fit; newer ones: make lock ARGS=--upgrade
lock: $(VENV)/.dev
	$(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(LOCK) --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml
	$(BIN)/python -c "$$BUILD_TOOLS" | $(LOCK) --constraints requirements-dev.lock \
		--output-file requirements-build.lock -

# The demo's data stay: they are under .kopuro
clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: apt-get install python3, or make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python cannot make a virtual environment: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV), once."
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.build: requirements-build.lock | $(VENV)/bin/pip
	@$(PIP) --require-hashes -r requirements-build.lock
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(VENV)/.build
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
