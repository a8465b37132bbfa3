#!/bin/bash
# Starts RabbitMQ with the repository's definitions and the one user that AMQP_URL (or the file AMQP_URL_FILE) names.
# RabbitMQ makes neither its default user nor its default virtual host when it loads definitions, so they are part of what
# it loads. The password is set anew at every start: to change it, change the URL and restart. In the URL, user and
# password consist of letters, digits, "-", "_" and "." alone.
set -euo pipefail

url=${AMQP_URL-$(< "${AMQP_URL_FILE:?set AMQP_URL or AMQP_URL_FILE}")}
unset AMQP_URL AMQP_URL_FILE
login=${url#*://}
login=${login%%@*}
user=${login%%:*}
password=${login#*:}
if [[ ! $user =~ ^[A-Za-z0-9_.-]+$ || ! $password =~ ^[A-Za-z0-9_.-]+$ || $login != *:* ]]; then
  echo 'AMQP_URL must be amqp://USER:PASSWORD@HOST:PORT with letters, digits, "-", "_" and "." in user and password' >&2
  exit 1
fi

# Salted SHA-256 as RabbitMQ keeps it: base64(salt + sha256(salt + password)), a salt of 4 bytes; here 4 random letters.
salt=$(LC_ALL=C tr -dc A-Za-z < /dev/urandom | head -c 4 || true)
digest=$(printf '%s%s' "$salt" "$password" | sha256sum)
# shellcheck disable=SC2001,SC2059 # the format is made of \x escapes
hash=$({ printf '%s' "$salt"; printf "$(sed 's/../\\x&/g' <<< "${digest%% *}")"; } | base64 -w 0)

loaded=/var/lib/rabbitmq/definitions
rm -rf "$loaded"
install -d -m 700 "$loaded"
cat > "$loaded/00-user.json" << JSON
{
  "vhosts": [{ "name": "/" }],
  "users": [{
    "name": "$user",
    "password_hash": "$hash",
    "hashing_algorithm": "rabbit_password_hashing_sha256",
    "tags": ["administrator"]
  }],
  "permissions": [{ "user": "$user", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }]
}
JSON
cp /etc/oms/definitions.json "$loaded/10-definitions.json"

printf 'load_definitions = %s\n' "$loaded" > /etc/rabbitmq/conf.d/90-definitions.conf
exec docker-entrypoint.sh rabbitmq-server
