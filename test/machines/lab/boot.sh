#!/bin/bash
# Process 1 of a machine, which machine.sh starts in namespaces of its own: its disk, containerd with the images, kubelet,
# kube-proxy.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
n=$1 dir=$RUN/machines/$1; rm -f "$dir/started"
hostname "$n"
mount --make-rshared /                     # among the processes of this machine
mount -t tmpfs tmpfs /run; mkdir -p /run/containerd /run/netns /run/lock
for d in kubelet containerd cni; do mount --bind "$dir/$d" /var/lib/$d; done
for d in pods containers; do mount --bind "$dir/$d" /var/log/$d; done
mount --bind "$dir/data" "$DATA"
[ ! -e /etc/machine-id ] || mount --bind "$dir/machine-id" /etc/machine-id
mount --bind "$dir/boot-id" /proc/sys/kernel/random/boot_id
echo 0 > "/sys/fs/cgroup/systemd/$NS/$n/cgroup.procs"   # so that all of it can be found again

containerd --config "$dir/containerd.toml" >> "$dir/containerd.log" 2>&1 &
for _ in $(seq 300); do ctr version > /dev/null 2>&1 && break; sleep 0.2; done
if [ ! -e "$dir/containerd/imported" ]; then
  for t in "$LAB"/images/*.tar; do ctr -n k8s.io images import "$t" > /dev/null; done; touch "$dir/containerd/imported"
fi
"$BIN/kubelet" --config="$dir/kubelet.yaml" --kubeconfig="$KUBECONFIG" --hostname-override="$n" --node-ip="$(ip_of "$n")" \
  --root-dir=/var/lib/kubelet --housekeeping-interval=30s >> "$dir/kubelet.log" 2>&1 &
"$BIN/kube-proxy" --config="$dir/proxy.yaml" >> "$dir/proxy.log" 2>&1 &
touch "$dir/started"
# As process 1 it takes over orphans; bash buries them while it waits.
while :; do sleep 3600 & wait $! || true; done
