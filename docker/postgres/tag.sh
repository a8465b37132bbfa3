#!/bin/bash
# Prints the tag of PostgreSQL's image: its version and a hash of its Dockerfile.
set -euo pipefail
file=$(dirname "$0")/Dockerfile
version=$(sed -n 's/^FROM postgres://p' "$file")
digest=$(sha256sum "$file")
echo "$version-${digest:0:12}"
