#!/bin/sh
# Installs the stock wallet of the end-to-end tests beside this file: npm ci from the lock, then the two native
# modules alone are compiled (the other install scripts would download binaries). Does nothing when nothing changed.
# Needs node >= 20, npm, make, a C++ compiler and a python3 (npm's own; PYTHON names one).
set -eu
cd "$(dirname "$0")"

stamp=node_modules/.installed
wanted="$(cat package.json package-lock.json install.sh | sha256sum | cut -d ' ' -f 1) node $(node --version)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

# node-gyp would download node's headers unless told where they are.
prefix="$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")"
if [ -f "$prefix/include/node/node.h" ]; then
    export npm_config_nodedir="$prefix"
fi

npm ci --ignore-scripts
npm rebuild --ignore-scripts=false @2060.io/ffi-napi @2060.io/ref-napi
printf '%s\n' "$wanted" >"$stamp"
