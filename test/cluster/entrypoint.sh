#!/bin/bash
# Stands in for the image's entrypoint.sh and run.sh: what they add to redis.conf before the server starts.
# The chart's start script calls it with the environment a pod has; NODE_IP is the node's address, to which the
# test binds the server as a host port would, and TEST_SETTINGS are the test's own lines.
set -euo pipefail

conf="$CONTAINER_ROOT/opt/bitnami/redis/etc/redis.conf"
{
  # The chart's text has no line break at its end.
  printf '\nport %s\nbind %s\n' "$REDIS_PORT_NUMBER" "$NODE_IP"
  printf 'cluster-announce-ip %s\n' "$REDIS_CLUSTER_ANNOUNCE_IP"
  printf 'requirepass "%s"\nmasterauth "%s"\n' "$REDIS_PASSWORD" "$REDIS_PASSWORD"
  printf 'appendonly %s\n' "$REDIS_AOF_ENABLED"
  printf '%s\n' "$TEST_SETTINGS"
} >> "$conf"
printf '%s' "$REDIS_NODES" > "$CONTAINER_ROOT/nodes"
printf '%s' "${REDIS_CLUSTER_REPLICAS:-}" > "$CONTAINER_ROOT/replicas"
exec redis-server "$conf"
