#!/bin/sh
# Prints the path of a Python 3.13 that really runs: from PATH, pyenv or uv. Says in one line how to get one otherwise.
set -u

runs() { [ -x "$1" ] && "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; }

candidates() {
    [ -n "${PYTHON:-}" ] && command -v "$PYTHON"
    command -v python3.13
    command -v python3
    # pyenv's shims fail where no version is chosen: look at the versions themselves.
    for root in "${PYENV_ROOT:-}" "$HOME/.pyenv" "$(dirname "$(dirname "$(command -v pyenv || echo /x/x)")")"; do
        ls -d "$root"/versions/3.13*/bin/python3.13 2>/dev/null
    done
    command -v uv >/dev/null && uv python find 3.13 2>/dev/null
}

candidates | while read -r found; do
    if runs "$found"; then
        echo "$found"
        exit 3
    fi
done
if [ $? -ne 3 ]; then
    echo "Python 3.13 is needed: install it (Debian 13: apt-get install python3 python3-venv; else: pyenv install 3.13, or uv python install 3.13)." >&2
    exit 1
fi
