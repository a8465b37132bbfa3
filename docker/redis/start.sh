#!/bin/bash
# Starts Redis with the password that REDIS_URL (or the file REDIS_URL_FILE) names, kept out of the process list. In the
# URL the password consists of letters, digits, "-", "_" and "." alone.
set -euo pipefail

url=${REDIS_URL-$(< "${REDIS_URL_FILE:?set REDIS_URL or REDIS_URL_FILE}")}
unset REDIS_URL REDIS_URL_FILE
login=${url#*://}
password=${login%%@*}
password=${password#*:}
if [[ $login != *@* || ! $password =~ ^[A-Za-z0-9_.-]+$ ]]; then
  echo 'REDIS_URL must be redis://:PASSWORD@HOST:PORT with letters, digits, "-", "_" and "." in the password' >&2
  exit 1
fi

umask 077
cat > /run/redis.conf << CONFIGURATION
requirepass $password
appendonly yes
maxmemory-policy noeviction
CONFIGURATION
chown redis:redis /run/redis.conf
exec docker-entrypoint.sh redis-server /run/redis.conf
