#!/bin/sh
# Writes requirements/: the newest versions that fit pyproject.toml, for every platform, with hashes and without addresses.
set -eu
uv=$(command -v uv || echo .venv/bin/uv)
compile="pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate"
$uv $compile --group test --output-file requirements/test.txt pyproject.toml
echo uv | $uv $compile --output-file requirements/uv.txt -
