#!/bin/bash
# Runs once, when the database is made: a role for the node and one for the agent, neither of them a superuser.
# The agent's role may create databases, because ACA-Py makes one for its wallet; it cannot read the node's.
set -euo pipefail

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set mochila `cat /run/secrets/database-password`
\set agent `cat /run/secrets/agent-database-password`
SET log_min_error_statement = 'panic';
CREATE ROLE mochila LOGIN PASSWORD :'mochila';
CREATE ROLE agent LOGIN CREATEDB PASSWORD :'agent';
CREATE DATABASE mochila OWNER mochila;
REVOKE CONNECT, TEMPORARY ON DATABASE mochila FROM PUBLIC;
SQL
