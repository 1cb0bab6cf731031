# Two commands do all the set-up: make demo and make test. The second run of either installs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL = @echo "Installing into $(VENV); the first time this takes some minutes." && \
	$(BIN)/python -m pip install -qq --constraint constraints.txt --editable
export HF_HUB_OFFLINE ?= 1
export TOKENIZERS_PARALLELISM ?= false

.DEFAULT_GOAL := help
.PHONY: help install demo run test test-slow check fix evaluate benchmark reranker picture clean

help: ## show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(VENV)/installed ## make .venv and install

demo: $(VENV)/installed ## index the sample briefings and ask them a question
	@$(BIN)/python -m index sync
	@$(BIN)/python -m index ask "why was Turkey removed from F-35?"

run: $(VENV)/installed ## start the bot; BOT_TOKEN must be set
	@$(BIN)/python -m bot

test: $(VENV)/installed-test ## run the tests
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-slow: $(VENV)/installed-test ## run the tests that take minutes
	$(BIN)/python -m pytest -m slow

check: $(VENV)/installed-dev ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/installed-dev ## mend the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

DATA ?= ../shared/data
SAMPLES := tests/evaluation/sample_questions.jsonl tests/evaluation/chat_questions.jsonl
evaluate: $(VENV)/installed ## measure: make evaluate DATA=FOLDER (some 40 minutes; LIMIT=40: some 10)
	@$(BIN)/python -m index sync
	$(BIN)/python -m index evaluate $(DATA) $(SAMPLES) $(if $(LIMIT),--limit $(LIMIT))

reranker: $(VENV)/installed ## train the packaged reranker anew: make reranker DATA=... (an hour)
	$(BIN)/python -m index.training $(DATA)

CHROMIUM = chromium --headless --no-sandbox --hide-scrollbars
benchmark: $(VENV)/installed ## measure the embedding, and questions while 10,000 sentences are re-indexed (some 15 minutes)
	$(BIN)/python tests/benchmarks/encoding.py
	$(BIN)/python tests/benchmarks/reindex.py

picture: $(VENV)/installed-test ## draw the README's pictures anew (needs chromium)
	BRIEFING_BOT_PICTURES=$(CURDIR)/docs $(BIN)/python -m pytest tests/journeys/test_picture.py
	$(CHROMIUM) --window-size=620,1640 --screenshot=docs/conversation.png docs/conversation.html
	$(CHROMIUM) --window-size=620,872 --screenshot=docs/preview.png docs/preview.html
	rm docs/conversation.html docs/preview.html

clean: ## remove .venv and the store
	rm -rf $(VENV) data

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# constraints.txt holds the exact versions that were tested together
$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(INSTALL) .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(INSTALL) ".[test]"
	@touch $@ $(VENV)/installed

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(INSTALL) ".[dev]"
	@touch $@ $(VENV)/installed-test $(VENV)/installed
