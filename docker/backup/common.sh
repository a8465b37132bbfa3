# What scripts/backup and scripts/restore share. Sourced by them; `fail` is theirs.
# shellcheck shell=bash

config=${BACKUP_CONFIG:-/etc/pgbackrest/pgbackrest.conf}
stanza=${BACKUP_STANZA:-oms}

need_repository() {
  command -v pgbackrest > /dev/null || fail 'pgbackrest is not installed; on Debian: apt-get install pgbackrest'
  [[ -r $config ]] ||
    fail "the configuration $config cannot be read; make it with docker/backup/configure.sh, or set BACKUP_CONFIG"
  grep -qxF "[$stanza]" "$config" || fail "$config has no section [$stanza]; set BACKUP_STANZA to the one it has"
  ((EUID != 0)) || [[ $(stat -c %u "$config") != 0 ]] ||
    fail "$config belongs to root; give it to the user whom PostgreSQL runs as: chown postgres $config"
}

# The files of the server and of the repository belong to a user of their own, whom root lends to what reads them.
as_owner() {
  if ((EUID == 0)); then
    local owner
    owner=$(stat -c %U "$config")
    setpriv --reuid="$owner" --regid="$(id -g "$owner")" --init-groups -- "$@"
  else
    "$@"
  fi
}

repository() { as_owner pgbackrest --config="$config" --stanza="$stanza" "$@"; }

# Of what `info --output=json` says, a line a back-up: its label, when it began and when it was complete (in seconds since
# 1970), its timeline in hexadecimal. The last letter of a label is its type: 20261120-020000F,
# 20261120-020000F_20261121-020000D
backups_in() { # INFO
  grep -oE '"archive":\{"start":("[0-9A-F]{8}|null)|"label":"[0-9]{8}-[0-9]{6}F[0-9DI_-]*"|"timestamp":\{"start":[0-9]+,"stop":[0-9]+' <<< "$1" |
    sed -E 's/^"archive":\{"start":"?//; s/^"label":"(.*)"$/\1/; s/^.*"start":([0-9]+),"stop":([0-9]+)$/\1 \2/' |
    paste -d ' ' - - - | awk '{ print $2, $3, $4, $1 }' || true
}

# A moment in seconds since 1970, as people read it.
utc() { date -u -d "@$1" '+%F %T UTC'; }
