#!/bin/bash
# First start: initdb with the superuser's password from its file, then the scripts of /docker-entrypoint-initdb.d on a
# server that listens on its socket alone. Every start: the server, as the user the container was given.
set -euo pipefail

export POSTGRES_USER=${POSTGRES_USER:-postgres}

# PostgreSQL's programs want a name for the user they run as.
if ! getent passwd "$(id -u)" >/dev/null; then
    NSS_WRAPPER_PASSWD=$(mktemp) NSS_WRAPPER_GROUP=$(mktemp)
    LD_PRELOAD=$(find /usr/lib -name libnss_wrapper.so -print -quit)
    echo "postgres:x:$(id -u):$(id -g):PostgreSQL:/var/lib/postgresql:/bin/false" >"$NSS_WRAPPER_PASSWD"
    echo "postgres:x:$(id -g):" >"$NSS_WRAPPER_GROUP"
    export NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP LD_PRELOAD
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # shellcheck disable=SC2086  # a list of options
    initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" ${POSTGRES_INITDB_ARGS:-}
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    PGPASSWORD=$(<"$POSTGRES_PASSWORD_FILE")
    export PGPASSWORD
    pg_ctl -w start -o "-c listen_addresses= -p 5432"
    for script in /docker-entrypoint-initdb.d/*.sh; do
        bash "$script"
    done
    pg_ctl -w -m fast stop
    unset PGPASSWORD
fi
exec "$@" -c listen_addresses='*'
