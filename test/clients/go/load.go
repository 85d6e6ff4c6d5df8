// Fifty commands a second through the client that the printed package makes; a line for each: start, milliseconds, outcome.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"clients/rediscluster"

	"github.com/redis/go-redis/v9"
)

func main() {
	client, err := rediscluster.Connect()
	if err != nil {
		panic(err)
	}
	var lock sync.Mutex
	open := map[int]time.Time{}
	say := func(start time.Time, outcome string) {
		fmt.Println(start.UnixMilli(), time.Since(start).Milliseconds(), strings.SplitN(outcome, "\n", 2)[0])
	}
	fmt.Println("ready")

	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	tick := time.NewTicker(20 * time.Millisecond)
	for number := 0; ; number++ {
		select {
		case <-ended:
			lock.Lock()
			for _, start := range open {
				say(start, "open")
			}
			return
		case start := <-tick.C:
			lock.Lock()
			open[number] = start
			lock.Unlock()
			go func() {
				key := fmt.Sprintf("key:%d", number%1000)
				var err error
				if number%2 == 0 {
					err = client.Set(context.Background(), key, "go-redis", 0).Err()
				} else {
					err = client.Get(context.Background(), key).Err()
				}
				outcome := "ok"
				if err != nil && err != redis.Nil {
					outcome = err.Error()
				}
				lock.Lock()
				defer lock.Unlock()
				delete(open, number)
				say(start, outcome)
			}()
		}
	}
}
