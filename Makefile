# Serve the example, run the tests, measure. `make` alone says what there is.
#
# Everything is built in one profile, release, and with the whole workspace selected, so that the
# bundler's dependencies are compiled once and not once per command.

CARGO ?= cargo
PORT ?= 3000
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)

.DEFAULT_GOAL := help
.PHONY: help start build test bench tidy

help:
	@echo "make start   build waypost and serve examples/notes-api on port $(PORT)"
	@echo "make test    run everything a change has to pass"
	@echo "make bench   measure speed and memory on this machine"
	@echo "make build   build waypost, nothing else: $(TARGET)/release/waypost"
	@echo "make tidy    check headers, lists and layers, in seconds"

start: build
	@exec $(TARGET)/release/waypost start examples/notes-api -p $(PORT)

build:
	@scripts/system-packages.sh
	@echo "building waypost (about ten minutes the first time, on two cores) ..."
	@$(CARGO) build --quiet --release --workspace --bin waypost

test:
	@scripts/system-packages.sh --with-tests
	@$(CARGO) xtask test

bench: build
	@$(CARGO) xtask bench

tidy:
	@$(CARGO) xtask tidy
