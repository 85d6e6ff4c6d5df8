# Any one of them: -c follows the cluster to the node that has the key.
# export REDISCLI_AUTH="$(kubectl -n cache get secret ds-redis-redis-cluster -o 'jsonpath={.data.redis-password}' | base64 -d)"
redis-cli -c -h fd00::4 -p 6379   # node-a
redis-cli -c -h fd00::5 -p 6379   # node-b
redis-cli -c -h fd00::6 -p 6379   # node-c
