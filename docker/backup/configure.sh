#!/bin/bash
# Prints the configuration of pgBackRest that the settings below make. It holds the key of the repository: write it to a
# file that only the user of PostgreSQL may read.
#
# PGDATA                      data folder of the server that is backed up
# PGPORT                      its port (5432); host and user are what PGHOST and PGUSER say when a back-up is made
# BACKUP_REPOSITORY           where back-ups go: a folder (/var/lib/pgbackrest), or s3://BUCKET/FOLDER
# BACKUP_CIPHER_KEY           passphrase that everything in the repository is encrypted with (AES-256-CBC), 32 characters or
#                             more. Without it no back-up can ever be read: keep it apart from them
# BACKUP_KEEP_DAYS            any moment of so many days can be restored (14)
# BACKUP_STANZA               name of the cluster in the repository (oms)
# BACKUP_PROCESSES            how many processes compress and copy (2)
# BACKUP_LOCK_DIRECTORY       where a running command is noted, so that no other starts (/tmp/pgbackrest)
# BACKUP_S3_ENDPOINT, BACKUP_S3_REGION, BACKUP_S3_KEY, BACKUP_S3_KEY_SECRET
#                             for s3://
# BACKUP_S3_URI_STYLE         host, or path (MinIO, Ceph)
#
# A setting X may stand in a file that X_FILE names.
set -euo pipefail

fail() { printf 'configure: %s\n' "$*" >&2; exit 1; }

setting() { # NAME [DEFAULT]
  local file=$1_FILE value=${!1-}
  if [[ -z $value && -n ${!file-} ]]; then
    [[ -r ${!file} ]] || fail "$file names ${!file}, which cannot be read"
    value=$(< "${!file}")
  fi
  value=${value:-${2-}}
  [[ -n $value ]] || fail "set $1 (or $1_FILE); docker/backup/configure.sh says to what"
  [[ $value != *$'\n'* ]] || fail "$1 has more than one line"
  printf '%s' "$value"
}

# Not inside the text below: there a failure would go unnoticed.
data=$(setting PGDATA)
port=$(setting PGPORT 5432)
repository=$(setting BACKUP_REPOSITORY)
key=$(setting BACKUP_CIPHER_KEY)
days=$(setting BACKUP_KEEP_DAYS 14)
stanza=$(setting BACKUP_STANZA oms)
processes=$(setting BACKUP_PROCESSES 2)
locks=$(setting BACKUP_LOCK_DIRECTORY /tmp/pgbackrest)
((${#key} >= 32)) || fail 'BACKUP_CIPHER_KEY is shorter than 32 characters; make one with: openssl rand -base64 48'
[[ $days =~ ^[1-9][0-9]*$ ]] || fail "BACKUP_KEEP_DAYS is $days; it must be a whole number from 1"
[[ $processes =~ ^[1-9][0-9]*$ ]] || fail "BACKUP_PROCESSES is $processes; it must be a whole number from 1"
[[ $stanza =~ ^[A-Za-z0-9_-]+$ ]] || fail "BACKUP_STANZA is $stanza; it may hold letters, digits, - and _"

case $repository in
  /*) place="repo1-path=$repository" ;;
  s3://?*)
    location=${repository#s3://}
    folder=/
    [[ $location != */* ]] || folder=/${location#*/}
    endpoint=$(setting BACKUP_S3_ENDPOINT)
    region=$(setting BACKUP_S3_REGION)
    access=$(setting BACKUP_S3_KEY)
    secret=$(setting BACKUP_S3_KEY_SECRET)
    style=$(setting BACKUP_S3_URI_STYLE host)
    place="repo1-type=s3
repo1-s3-bucket=${location%%/*}
repo1-path=$folder
repo1-s3-endpoint=$endpoint
repo1-s3-region=$region
repo1-s3-uri-style=$style
repo1-s3-key=$access
repo1-s3-key-secret=$secret"
    ;;
  *) fail "BACKUP_REPOSITORY is $repository; it must be a folder (/...) or s3://BUCKET/FOLDER" ;;
esac

cat << CONFIGURATION
[global]
$place
repo1-bundle=y
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=$key
# Full back-ups, and what builds on them, go once a younger full one is older than this.
repo1-retention-full-type=time
repo1-retention-full=$days
compress-type=zst
process-max=$processes
# A back-up begins with a checkpoint of its own instead of waiting for the next.
start-fast=y
lock-path=$locks
log-level-file=off
log-level-console=warn
log-level-stderr=off

[$stanza]
pg1-path=$data
pg1-port=$port
CONFIGURATION
