#!/usr/bin/env bash
# The gate: what every change has to pass, for people and for machines.
# Needs Rust and a C compiler. Run it from anywhere: ci/gate.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; "$@"; }

step cargo fmt --check
step cargo clippy --locked --all-targets -- --deny warnings
# The README's test command. RUSTDOCFLAGS holds the documentation to the same standard.
step cargo test --locked
RUSTDOCFLAGS='--deny warnings' step cargo doc --locked --no-deps --document-private-items
if command -v cargo-deny >/dev/null; then
  step cargo deny --locked check licenses bans sources
fi
