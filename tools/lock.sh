#!/bin/sh
# Makes the four hashed lock files anew from pyproject.toml. They name no index, so any mirror serves them.
set -eu
cd "$(dirname "$0")/.."
UV="${UV:-.venv/bin/uv}"
lock() { out=$1; shift; "$UV" pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header "$@" -o "$out" >/dev/null; }
lock requirements.lock pyproject.toml
lock requirements-build.lock --group build
lock requirements-dev.lock pyproject.toml --group dev
lock requirements-verapdf.lock --group verapdf
