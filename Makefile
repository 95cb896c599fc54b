# What people do with this project. Anything longer than a line or two is in crates/tools/xtask.

PORT ?= 4566
REPORTS_PORT ?= 8088
# The data to measure on, laid out like the folder of this name beside the checkout.
DATA ?= ../shared/data
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help doctor demo down console reports test test-reports lint bench bench-watchlist bench-documents bench-model package

help: ## List these
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

doctor: ## List what this machine has, what it lacks, and what is left out without it
	@sh local-cloud/preflight.sh --table $(PORT)

demo: down ## Deploy to a local cloud, send sample transactions, show what comes out
	@sh local-cloud/preflight.sh $(PORT)
	@echo "· compiling what runs the demo; the first time that takes some minutes"
	@cargo xtask demo --port $(PORT)

down: ## End the local cloud that `make demo` left running
	@sh local-cloud/down.sh $(TARGET)/local-cloud/demo/emulator.pid

console: ## Build the console and the customers' portal; prints the folders to deploy
	@cargo xtask console

reports: ## Show the archive in Superset: make reports [ARCHIVE=FOLDER | BUCKET=NAME | ATHENA=ENVIRONMENT] [CURRENCY=CODE] [REPORTS_PORT=8088]
	@cargo xtask reports --port $(REPORTS_PORT) $(if $(ARCHIVE),--archive $(ARCHIVE)) $(if $(BUCKET),--bucket $(BUCKET)) $(if $(ATHENA),--athena $(ATHENA)) \
		$(if $(CURRENCY),--currency $(CURRENCY))

test: ## Unit, property, simulation, snapshot and Terraform tests, and the deployed stack end to end
	@sh local-cloud/preflight.sh
	cargo xtask setup-ocr
	cargo test --workspace
	cargo xtask test-local-cloud
	cargo xtask test-stack

test-reports: ## What every chart of the reports says, beside figures that are counted otherwise; installs Superset (920 MB)
	cargo xtask test-reports

lint: ## Formatting, clippy, the functions as they are shipped, Terraform's own checks, licences
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings
	cargo clippy --workspace --test '*' -- --deny warnings
	cargo xtask lint-functions
	cargo xtask lint-terraform
	cargo xtask lint-licences

bench: ## Measure the functions on their own and the pipeline on a local cloud
	@cargo run --quiet --release --package bench

bench-watchlist: ## Measure name matching, beside rapidfuzz: make bench-watchlist DATA=FOLDER [JSON=FILE]
	@cargo xtask bench-watchlist --data $(DATA) $(if $(JSON),--json $(JSON))

bench-documents: ## Measure documents: make bench-documents [DATA=FOLDER] [JSON=FILE], laid out like ../shared/data/documents
	@cargo xtask bench-documents --data $(DATA) $(if $(JSON),--json $(JSON))

bench-model: ## Measure models beside XGBoost: make bench-model [DATA=FILE FOLDS=DATE,DATE JSON=FILE]
	@cargo run --release --package model --example bench_model -- --data $(DATA) --work $(TARGET)/bench-model \
		$(if $(FOLDS),--folds $(FOLDS)) $(if $(JSON),--json $(JSON))

package: ## Zip the functions for AWS (arm64)
	@cargo xtask package
