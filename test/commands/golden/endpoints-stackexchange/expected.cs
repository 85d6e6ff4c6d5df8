// ds-redis-redis-cluster for StackExchange.Redis 2, written by `redis-hostport endpoints`. Save it as RedisCluster.cs.
using System;
using StackExchange.Redis;

public static class RedisCluster
{
    public static ConnectionMultiplexer Connect() => ConnectionMultiplexer.Connect(new ConfigurationOptions
    {
        // Each knows the others; all are listed because any may be down when the application starts.
        EndPoints =
        {
            { "10.0.0.4", 6379 }, // dio-master01
            { "10.0.0.5", 6379 }, // dio-master02
            { "10.0.0.6", 6379 }, // dio-master03
            { "10.0.0.8", 6379 }, // dio-worker01
            { "10.0.0.9", 6379 }, // dio-worker02
            { "10.0.0.10", 6379 }, // dio-worker03
        },
        User = "song",
        Password = Environment.GetEnvironmentVariable("SONG_PASSWORD")
            ?? throw new InvalidOperationException("SONG_PASSWORD is not set"),
        AbortOnConnectFail = false,
        ConnectTimeout = 2000,
        SyncTimeout = 2000,
        AsyncTimeout = 2000,
        // The nodes are asked for the cluster's layout this often, in seconds.
        ConfigCheckSeconds = 5,
    });
}
