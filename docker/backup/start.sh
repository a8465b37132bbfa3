#!/bin/bash
# Makes the back-up of each day when it is due, as scripts/backup --scheduled BACKUP_HOUR does; beside PostgreSQL, with its data
# folder and its image.
#
# BACKUP_HOUR         hour of the day, UTC (2)
# PGHOST, PGUSER, PGPASSWORD (or PGPASSWORD_FILE)
#                     a superuser's way into the server
# BACKUP_CONFIG, PGPASSFILE
#                     the files that it makes of that and of what docker/backup/configure.sh names, for the scripts that are run in
#                     its container by hand
set -euo pipefail

# With this process ends the container, and a back-up that runs; it is begun anew after the next start.
trap 'exit 0' TERM INT
pause() { sleep "$1" & wait $!; }

if [[ -z ${BACKUP_REPOSITORY-} ]]; then
  echo 'There are no back-ups: BACKUP_REPOSITORY is empty.' >&2
  while :; do pause 3600; done
fi

umask 077
mkdir -p "${BACKUP_CONFIG%/*}"
bash "$(dirname "$0")/configure.sh" > "$BACKUP_CONFIG"
password=${PGPASSWORD-$(< "${PGPASSWORD_FILE:?set PGPASSWORD or PGPASSWORD_FILE}")}
password=${password//\\/\\\\}
echo "*:*:*:$PGUSER:${password//:/\\:}" > "$PGPASSFILE"
unset PGPASSWORD BACKUP_CIPHER_KEY BACKUP_S3_KEY BACKUP_S3_KEY_SECRET

while :; do
  if pg_isready --quiet; then
    backup --scheduled "${BACKUP_HOUR:-2}" & wait $! || echo 'The back-up will be tried again in a minute.' >&2
  fi
  pause 60
done
