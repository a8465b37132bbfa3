#!/bin/bash
# Starts PostgreSQL, which archives its log by pgBackRest where BACKUP_REPOSITORY is set; docker/backup/configure.sh names the
# other settings.
set -euo pipefail

archiving=()
if [[ -n ${BACKUP_REPOSITORY-} ]]; then
  install -d -o postgres -g postgres -m 700 "${BACKUP_CONFIG%/*}"
  (umask 077 && bash /usr/local/docker/backup/configure.sh > "$BACKUP_CONFIG")
  chown postgres:postgres "$BACKUP_CONFIG"
  # A minute is the most that is lost with the machine.
  archiving=(-c archive_mode=on -c archive_timeout=60
    -c "archive_command=pgbackrest --config=$BACKUP_CONFIG --stanza=${BACKUP_STANZA:-oms} archive-push %p")
fi
unset BACKUP_CIPHER_KEY BACKUP_S3_KEY BACKUP_S3_KEY_SECRET
# Two replicas of four services may have 20 each, and while they are rolled one more of each.
exec docker-entrypoint.sh postgres -c max_connections=300 "${archiving[@]}"
