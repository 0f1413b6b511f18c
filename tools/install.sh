#!/bin/sh
# Makes the virtual environment $1 and installs Handfast, its tests' tools and exactly the versions in requirements/.
# uv does it in half the time that pip takes; where uv cannot (no wheel, a mirror that only pip knows), pip does it.
set -eu
venv=$1

say() { printf '%s\n' "$*" >&2; }

find_python() { # $1: what it must be able to import
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if "$name" -c "import sys; assert sys.version_info >= (3, 11); import $1" 2>/dev/null; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

make_venv() {
    python=$(find_python "ensurepip, venv")
    if [ -n "$python" ]; then
        "$python" -m venv --clear "$venv"
        return
    fi
    python=$(find_python sys)
    if [ -z "$python" ]; then
        say "Handfast needs Python 3.11 or newer, and none was found."
        say "Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv), or name it: make install PYTHON=/path/to/python3"
        exit 1
    fi
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --seed --python "$python" "$venv"
        return
    fi
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "$python cannot make virtual environments: its modules venv and ensurepip are missing."
    say "Debian and Ubuntu keep them in a package of their own: sudo apt-get install python$version-venv"
    say "Then run the same command again."
    exit 1
}

if [ "$(cat "$venv/.installed" 2>/dev/null || true)" != "$PWD" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
    make_venv
fi

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }

uv=$(command -v uv || true)
if [ -z "$uv" ] && pip install --require-hashes --requirement requirements/uv.txt; then
    uv=$venv/bin/uv
fi

with_uv() {
    [ -n "$uv" ] || return 1
    "$uv" pip install --quiet --python "$venv/bin/python" --compile-bytecode --no-deps --require-hashes \
        --requirement requirements/test.txt &&
    "$uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
}

with_pip() {
    pip install --no-deps --require-hashes --requirement requirements/test.txt &&
    pip install --no-deps --no-build-isolation --editable .
}

say "Installing into $venv ..."
with_uv || { say "uv could not; trying with pip."; with_pip; }
