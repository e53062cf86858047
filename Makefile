# `make help` lists the targets.
PYTHON ?= python3
PY = .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help demo run test coverage check soak verapdf pictures benchmarks lock clean prepare prepare-dev

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: prepare ## set up, make a demo workspace with a verified report, open it
	@.venv/bin/dpo-desktop demo --folder build/demo

run: prepare ## open the program on your own workspace
	@.venv/bin/dpo-desktop

test: prepare-dev ## every test, offscreen, without network
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 -m "not soak" $(PYTEST_ARGS)
	@$(MAKE) --no-print-directory coverage

COUNTING = tests/cli/test_deadline.py tests/domain/test_dated_examples.py tests/domain/test_deadline_properties.py \
	tests/domain/test_law_decision.py tests/domain/test_recorded_facts.py

coverage: prepare-dev ## every branch of the counting of dates is taken by a test
	@mkdir -p build && $(PY) -m coverage run -m pytest -q -n 0 $(COUNTING) && $(PY) -m coverage report

check: prepare-dev ## format, lint, strict types, import contracts, untranslated strings
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) tools/check_strings.py
	@bash -n .ci/run && sh -n tools/lock.sh && sh -n tools/verapdf.sh

soak: prepare-dev ## long campaigns in shards; run again, it goes on where it stopped
	@QT_QPA_PLATFORM=offscreen $(PY) tools/soak.py

verapdf: demo-quietly ## veraPDF judges the demo's report and slip, after a negative control
	@$(PYTHON) tools/prepare.py --dev --verapdf
	@tools/verapdf.sh build/demo/compliance-report.pdf "build/demo/compliance-report slip.pdf"

.PHONY: demo-quietly
demo-quietly: prepare-dev
	@.venv/bin/dpo-desktop demo --folder build/demo --no-window

pictures: prepare-dev ## every window and page as a picture into docs/pictures
	@QT_QPA_PLATFORM=offscreen $(PY) tools/pictures.py

benchmarks: prepare-dev ## measure side by side; exit 1 when a bound is missed
	@for program in lists report start_up attachments suggestions worklist; do QT_QPA_PLATFORM=offscreen $(PY) benchmarks/$$program.py || exit 1; done

lock: prepare-dev ## make the hashed lock files anew
	@tools/lock.sh

clean: ## remove what the targets made, but no workspace of yours
	@rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache

prepare:
	@$(PYTHON) tools/prepare.py

prepare-dev:
	@$(PYTHON) tools/prepare.py --dev
