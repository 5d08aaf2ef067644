#!/usr/bin/env bash
# requirements*.in -> requirements*.txt, with hashes, without naming any package index.
set -euo pipefail
. "$(dirname "$0")/common.sh"

for name in requirements requirements-dev requirements-node; do
  .venv/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
    --no-emit-index-url --no-emit-find-links --no-header "$@" "$name.in" -o "$name.txt"
done
