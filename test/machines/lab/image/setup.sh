#!/bin/bash
# Edits redis.conf: a setting is replaced where a line or a comment holds it, and never added.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
fail() { echo "ERROR ==> $*"; exit 1; }
[ -n "$REDIS_PASSWORD" ] || fail "REDIS_PASSWORD is empty"
[ -n "$REDIS_NODES" ] || fail "REDIS_NODES is required"
[ -n "$REDIS_CLUSTER_ANNOUNCE_IP" ] || fail "To provide external access you need to provide the REDIS_CLUSTER_ANNOUNCE_IP env var"
conf=$REDIS_BASE_DIR/etc/redis.conf
put() {
  local text; text=$(sed -E $'s\001^#*\\s*'"$1"$' .*\001'"$1 $2"$'\001g' "$conf"); printf '%s\n' "$text" > "$conf"
}
put bind '0.0.0.0 ::'
put appendonly "$REDIS_AOF_ENABLED"
put port "$REDIS_PORT_NUMBER"
put requirepass "$REDIS_PASSWORD"
put cluster-announce-ip "$REDIS_CLUSTER_ANNOUNCE_IP"
