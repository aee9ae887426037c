#!/bin/sh
# Makes what the services find at start: their secrets and the folders they may write. Run once, and again at any time:
#   docker compose run --rm setup
# What is there already is kept. This is the only container that runs as root, and it has no network.
# Each secret is a file of its own, mode 0600, owned by the services' user; nothing is printed.
set -eu
umask 077
owner=10001:10001
secrets=/secrets

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# keep NAME VALUE: write the secret in one step, unless it is there.
keep() {
    [ -s "$secrets/$1" ] && return
    printf '%s' "$2" >"$secrets/.$1"
    chown "$owner" "$secrets/.$1"
    mv "$secrets/.$1" "$secrets/$1"
    echo "made $1"
}

for name in postgres-password database-password agent-database-password agent-admin agent-wallet claims internal; do
    keep "$name" "$(random)"
done
# Not empty, so that Caddy's image does not put folders of root's into these volumes.
mkdir -p /data/caddy /config/caddy
chown -R "$owner" /data /config
echo "ready"
