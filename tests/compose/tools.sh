#!/bin/sh
# Gets what tests/compose/check.py needs on a Debian machine without a Docker engine. Run as root: make compose-tools
#   1. podman and its parts, from Debian's packages
#   2. podman-compose, in a virtual environment of its own
#   3. a debian:trixie-slim image made with debootstrap from the mirror this machine itself uses
#   4. the docker-compose binary of Debian 13, to read docker-compose.yml as Docker does
# All but the packages lands in var/compose. Each step is skipped when its result is there; `make compose-clean` removes it.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
state=$root/var/compose
packages="podman buildah runc netavark aardvark-dns iptables nftables iproute2 debootstrap uidmap catatonit ca-certificates"
base=docker.io/library/debian:trixie-slim

say() { printf 'compose-tools: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

[ "$(id -u)" -eq 0 ] || fail "run it as root: podman needs namespaces and a bridge of its own"
command -v apt-get >/dev/null || fail "needs a Debian machine (apt-get)"

missing=""
for package in $packages; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

mkdir -p "$state"
if [ ! -x "$state/venv/bin/podman-compose" ]; then
    say "podman-compose"
    "${PYTHON:-python3}" -m venv "$state/venv"
    "$state/venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$root/tests/compose/requirements.txt"
fi

CONTAINERS_CONF=$state/build.conf
CONTAINERS_STORAGE_CONF=$state/storage.conf
export CONTAINERS_CONF CONTAINERS_STORAGE_CONF
"$state/venv/bin/python" "$root/tests/compose/engine.py" "$state"

if ! podman image exists "$base"; then
    say "base image"
    mirror=$(apt-get indextargets --format '$(SITE)|$(RELEASE)|$(LABEL)' 'Created-By: Packages' |
        awk -F'|' '$3 == "Debian" && $2 !~ /-/ { print $1; exit }')
    [ -n "$mirror" ] || fail "no Debian mirror in this machine's apt sources"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    debootstrap --variant=minbase --include=ca-certificates trixie "$work/root" "$mirror" >"$state/debootstrap.log" 2>&1 ||
        fail "debootstrap failed: see $state/debootstrap.log"
    tar -C "$work/root" --exclude='./dev/*' --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' -c . |
        podman import - "$base" >/dev/null
fi

if [ ! -x "$state/docker-compose" ]; then
    say "docker-compose"
    mkdir -p "$state/package"
    podman run --rm --pull=never --network host -v "$state/package:/package" -w /package "$base" \
        sh -c 'apt-get update -qq && apt-get install -y -qq --download-only --reinstall --no-install-recommends docker-compose >/dev/null &&
               cp /var/cache/apt/archives/docker-compose_*.deb .'
    dpkg -x "$state"/package/docker-compose_*.deb "$state/package/root"
    find "$state/package/root" -type f -name docker-compose -exec install -m 0755 {} "$state/docker-compose" \;
    rm -rf "$state/package"
    [ -x "$state/docker-compose" ] || fail "the docker-compose package holds no docker-compose"
fi
say "ready"
