#!/bin/sh
# Runs the tests with the lowest versions that pyproject.toml allows, in a virtual environment that is thrown away.
set -eu
uv=$(command -v uv || echo .venv/bin/uv)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

$uv pip compile --quiet --resolution lowest-direct --no-header --no-annotate \
    --group test --python .venv/bin/python --output-file "$place/lowest.txt" pyproject.toml
$uv venv --quiet --python .venv/bin/python "$place/venv"
$uv pip install --quiet --python "$place/venv/bin/python" --requirement "$place/lowest.txt"
$uv pip install --quiet --python "$place/venv/bin/python" --no-deps --no-build-isolation --editable .
"$place/venv/bin/python" -m pytest "$@"
