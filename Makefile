# What people do with this project. Anything longer than a line or two is in crates/xtask.

PORT ?= 4566
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: demo down test lint bench package

demo: down ## Deploy to a local cloud, send sample transactions, show what comes out
	@sh local-cloud/preflight.sh $(PORT)
	@cargo xtask demo --port $(PORT)

down: ## End the local cloud that `make demo` left running
	@sh local-cloud/down.sh $(TARGET)/local-cloud/demo/emulator.pid

package: ## Zip the functions for AWS (arm64)
	@cargo xtask package
