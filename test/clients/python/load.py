"""Fifty commands a second through the client that the printed module makes; a line for each: start, milliseconds, outcome."""

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from redis_cluster import connect

redis = connect()
lock = threading.Lock()
running = {}


def say(start, outcome):
    with lock:
        print(int(start * 1000), int((time.time() - start) * 1000), outcome, flush=True)


def command(number, start):
    key = f"key:{number % 1000}"
    outcome = "ok"
    try:
        redis.get(key) if number % 2 else redis.set(key, "redis-py")
    except Exception as error:  # every failure is an outcome
        outcome = f"{type(error).__name__} {error}".splitlines()[0]
    running.pop(number, None)
    say(start, outcome)


def stop(*_):
    for start in list(running.values()):
        say(start, "open")
    import os

    os._exit(0)


signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
pool = ThreadPoolExecutor(200)
begin = time.time()
number = 0
while True:
    start = begin + number * 0.02
    time.sleep(max(0, start - time.time()))
    running[number] = start
    pool.submit(command, number, start)
    number += 1
