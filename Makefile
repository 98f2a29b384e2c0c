# The two commands: `make run` and `make test`. Both set everything up by themselves.
PORT ?= 8080
UDP_PORT ?= 40000
DATA ?= data
HOST ?= 127.0.0.1

.PHONY: run test check format setup bench lock generated screens

run: .venv/.installed
	@exec .venv/bin/yuntiao serve --demo --host "$(HOST)" --port "$(PORT)" --udp-port "$(UDP_PORT)" --data "$(DATA)"

test: .venv/.installed
	@tools/system-packages
	@$(MAKE) --no-print-directory node_modules/.installed
	@.venv/bin/python tools/test.py

check: .venv/.installed
	@tools/system-packages node npm
	@$(MAKE) --no-print-directory node_modules/.installed
	@.venv/bin/python tools/check.py

format: .venv/.installed
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: .venv/.installed
	@.venv/bin/python -m bench

# Pictures of every page and state in screens/.
screens: .venv/.installed
	@tools/system-packages
	@.venv/bin/python -m tests.e2e.screens

generated: .venv/.installed
	.venv/bin/python tools/generate.py

lock:
	tools/lock

setup: .venv/.installed

.venv/.installed: requirements-dev.lock pyproject.toml tools/setup
	@tools/setup

node_modules/.installed: package-lock.json
	@npm ci --silent --ignore-scripts
	@touch $@
