// Package rediscluster connects to ds-redis-redis-cluster with go-redis 9. Written by `redis-hostport endpoints`.
package rediscluster

import (
	"errors"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
)

// Addrs are all nodes: each knows the others, and any may be down when the application starts.
var Addrs = []string{
	"10.0.0.4:6379",  // dio-master01
	"10.0.0.5:6379",  // dio-master02
	"10.0.0.6:6379",  // dio-master03
	"10.0.0.8:6379",  // dio-worker01
	"10.0.0.9:6379",  // dio-worker02
	"10.0.0.10:6379", // dio-worker03
}

// Connect makes a client; it asks for a context with a deadline for each command.
func Connect() (*redis.ClusterClient, error) {
	password := os.Getenv("SONG_PASSWORD")
	if password == "" {
		return nil, errors.New("SONG_PASSWORD is not set")
	}
	return redis.NewClusterClient(&redis.ClusterOptions{
		Addrs:    Addrs,
		Username: "song",
		Password: password,
		// The cluster's layout is asked for this often; the default is once a minute.
		ClusterStateReloadInterval: 5 * time.Second,
		DialTimeout:                2 * time.Second,
		ReadTimeout:                2 * time.Second,
		WriteTimeout:               2 * time.Second,
		PoolTimeout:                2 * time.Second,
		ContextTimeoutEnabled:      true,
	}), nil
}
