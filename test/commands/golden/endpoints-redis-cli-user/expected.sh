# Any one of them: -c follows the cluster to the node that has the key.
# export REDISCLI_AUTH="$SONG_PASSWORD"
redis-cli -c -h 10.0.0.4 -p 6379 --user song   # dio-master01
redis-cli -c -h 10.0.0.5 -p 6379 --user song   # dio-master02
redis-cli -c -h 10.0.0.6 -p 6379 --user song   # dio-master03
redis-cli -c -h 10.0.0.8 -p 6379 --user song   # dio-worker01
redis-cli -c -h 10.0.0.9 -p 6379 --user song   # dio-worker02
redis-cli -c -h 10.0.0.10 -p 6379 --user song   # dio-worker03
