# Reading Digits: read it with "make book", test it with "make test".

PYTHON ?= python3
export TF_CPP_MIN_LOG_LEVEL ?= 3

BIN := .venv/bin
SYSTEMS := x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin x86_64-pc-windows-msvc

.PHONY: help environment book pdf test test-slow test-matrix models audit bench lab execute lock lock-check advisories clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

environment: ## make .venv from requirements.txt, when it is missing or out of date
	@$(PYTHON) tools/environment.py

book: environment ## render the book to _build/html, or with BOOK_BUILD=FOLDER to FOLDER/_build/html
	@$(BIN)/python -m tools.pages.build

pdf: environment ## print the whole book to _build/reading-digits.pdf
	@$(BIN)/python -m tools.pages.print.print_book

test: ## check everything: style, helpers, notebooks, the rendered book
	@$(PYTHON) -m tools.check

test-slow: environment ## the tests that take longer; in Firefox and WebKit, too
	@$(BIN)/python -m pytest -m slow

test-matrix: environment ## run the notebooks in other surroundings: processors, locales, Pythons, without a network
	@$(BIN)/python -m tools.matrix

models: environment ## train the committed networks again by their recipes, and say whether they are the same
	@$(BIN)/python -m tools.models $(if $(WRITE),--write)

audit: environment ## weigh each page and let Lighthouse judge it
	@$(BIN)/python -m tools.audit

bench: environment ## measure how long ways to train take; the first time it gets peers such as PyTorch, some gigabytes
	@$(BIN)/python -m scale.bench.runner

lab: environment ## open the first chapter in JupyterLab
	$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" book/01_dataset.ipynb

execute: environment ## run the notebooks, and the template of a chapter, in place and write clean outputs
	@$(BIN)/python -m tools.notebooks.execute book/*.ipynb tools/notebooks/template.ipynb

lock: ## renew requirements.txt: the newest versions that pyproject.toml allows; needs uv
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-annotate --upgrade \
	    --custom-compile-command "uv pip compile ... (see CONTRIBUTING.md)" --output-file requirements.txt --quiet
	uv pip compile scale/bench/peers.in --universal --python-version 3.11 --generate-hashes --no-annotate --upgrade \
	    --custom-compile-command "make lock" --output-file scale/bench/peers.txt --quiet

lock-check: ## look for a wheel of each package in requirements.txt, for each system; needs uv
	@for system in $(SYSTEMS); do for python in 3.11 3.13; do \
	    echo "$$system, Python $$python"; \
	    uv pip compile requirements.txt --only-binary :all: --python-platform $$system --python-version $$python \
	        --quiet >/dev/null || exit 1; \
	done; done

advisories: ## look for known vulnerabilities of what requirements.txt pins; needs uv
	uvx pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt

clean: ## remove what was built; .venv stays
	rm -rf _build .pytest_cache .ruff_cache book/.ruff_cache book/.ipynb_checkpoints
