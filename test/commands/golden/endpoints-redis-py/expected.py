"""ds-redis-redis-cluster for redis-py, written by `redis-hostport endpoints`. Save it as redis_cluster.py:

from redis_cluster import connect
redis = connect()
"""

import os

from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry

# Each knows the others; all are listed because any may be down when the application starts.
NODES = [
    ClusterNode("10.0.0.4", 6379),  # dio-master01
    ClusterNode("10.0.0.5", 6379),  # dio-master02
    ClusterNode("10.0.0.6", 6379),  # dio-master03
    ClusterNode("10.0.0.8", 6379),  # dio-worker01
    ClusterNode("10.0.0.9", 6379),  # dio-worker02
    ClusterNode("10.0.0.10", 6379),  # dio-worker03
]


def connect() -> RedisCluster:
    """Fails with KeyError where SONG_PASSWORD is not set."""
    return RedisCluster(
        startup_nodes=NODES,
        username="song",
        password=os.environ["SONG_PASSWORD"],
        # Without these a command to a node that went silent never ends.
        socket_timeout=2,
        socket_connect_timeout=2,
        # With the default of three tries and growing pauses a call lasts many times as long.
        retry=Retry(NoBackoff(), 1),
    )
