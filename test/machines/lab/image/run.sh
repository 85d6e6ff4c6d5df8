#!/bin/bash
# Starts the server. The pod that is the creator, and has no nodes.conf, first waits for all the others and makes the cluster.
set -euo pipefail
set -m
. "$(dirname "$0")/settings.sh"
export REDISCLI_AUTH=${REDISCLI_AUTH:-$REDIS_PASSWORD}
args=(--port "$REDIS_PORT_NUMBER" --include "$REDIS_BASE_DIR/etc/redis.conf" --masterauth "$REDIS_PASSWORD" --requirepass "$REDIS_PASSWORD" "$@")
if ! yes "$REDIS_CLUSTER_CREATOR" || [ -f "$REDIS_DATA_DIR/nodes.conf" ]; then exec redis-server "${args[@]}"; fi

redis-server "${args[@]}" &
read -ra nodes <<< "${REDIS_NODES//[,;]/ }"
sockets=()
for node in "${nodes[@]}"; do
  while [ "$(timeout 5 redis-cli -h "$node" -p "$REDIS_PORT_NUMBER" ping)" != PONG ]; do echo "Node $node is not ready"; sleep 1; done
  sockets+=("$node:$REDIS_PORT_NUMBER")
done
redis-cli --cluster create "${sockets[@]}" --cluster-replicas "$REDIS_CLUSTER_REPLICAS" --cluster-yes || true
if [[ "$(redis-cli --cluster check "${sockets[0]}")" == *'All 16384 slots covered'* ]]; then
  echo "Cluster correctly created"
else
  echo "The cluster was already created, the nodes should have recovered it"
fi
fg
