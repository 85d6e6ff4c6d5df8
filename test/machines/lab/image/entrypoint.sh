#!/bin/bash
# Settles the environment, edits redis.conf, then runs the given command.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
if [[ "$*" == */run.sh* ]]; then "$(dirname "$0")/setup.sh"; fi
exec "$@"
