#!/bin/bash
# Ends everything that up.sh started, by the recorded process ids, and nothing else. The disks go, too.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
for n in $(names); do "$HERE/machine.sh" wipe "$n"; done
for c in scheduler kcm apiserver etcd; do
  p=$(cat "$RUN/$c.pid" 2> /dev/null) || continue
  case $(readlink "/proc/$p/exe") in
    "$BIN"/*) kill "$p"; for _ in $(seq 100); do kill -0 "$p" 2> /dev/null || break; sleep 0.1; done; kill -9 "$p" 2> /dev/null ;;
  esac
done
for n in client cp lan; do ip netns del "$NS-$n" 2> /dev/null; done
for c in /sys/fs/cgroup/*/"$NS"; do [ -d "$c" ] && find "$c" -depth -type d -exec rmdir {} + 2> /dev/null; done
rm -rf "$RUN"
