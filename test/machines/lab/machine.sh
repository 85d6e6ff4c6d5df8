#!/bin/bash
# One machine: network namespace, containerd, kubelet, kube-proxy.
#
#   machine.sh on NAME       boots it
#   machine.sh off NAME      the power fails: all its processes are killed at once, its network is gone; its disk stays
#   machine.sh reboot NAME   off, then on
#   machine.sh wipe NAME     off, and its disk is emptied
#   machine.sh run NAME …    a command inside it: all its namespaces
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
what=${1:?} n=${2:?} ip=$(ip_of "$2") i=$(number_of "$2") dir=$RUN/machines/$2

off() {
  # The recorded process holds the process namespace: with it goes process 1 of the machine, and so all others.
  [ ! -s "$dir/pid" ] || { kill -9 "$(cat "$dir/pid")" 2> /dev/null || true; rm -f "$dir/pid"; }
  for _ in $(seq 100); do [ -z "$(find /sys/fs/cgroup/systemd/$NS/"$n" -name cgroup.procs -exec cat {} + 2> /dev/null)" ] && break; sleep 0.1; done
  ip netns del "$NS-$n" 2> /dev/null || true
  # Groups of dead containers, from the inside out.
  local c; for c in /sys/fs/cgroup/*/"$NS/$n"; do [ -d "$c" ] && find "$c" -depth -type d -exec rmdir {} + 2> /dev/null || true; done
}

cable() {
  ip netns add "$NS-$n"; ip -n "$NS-$n" link set lo up
  ip -n $NS-lan link del "n$i" 2> /dev/null || true
  ip -n $NS-lan link add "n$i" type veth peer name eth0 netns "$NS-$n"; ip -n $NS-lan link set "n$i" up master br0
  ip -n "$NS-$n" link set eth0 up; ip -n "$NS-$n" addr add "$ip/24" dev eth0; ip -n "$NS-$n" route add default via $LAN.1
  local o; for o in $(names); do [ "$o" = "$n" ] || ip -n "$NS-$n" route add "$PODS.$(number_of "$o").0/24" via "$(ip_of "$o")"; done
  at "$n" sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 net.ipv4.conf.all.rp_filter=0
  # Pods keep their address among themselves and leave with the machine's, as with flannel or Calico.
  at "$n" iptables -w -t nat -A POSTROUTING -s $PODS.0.0/16 ! -d $PODS.0.0/16 -j MASQUERADE
}

# Version 1: each controller has its tree; cpuset needs its lists before a process may enter.
groups() {
  local c g
  for c in /sys/fs/cgroup/*/; do
    mountpoint -q "$c" && [ ! -e "$c/cgroup.controllers" ] || continue
    for g in "$c$NS" "$c$NS/$n"; do
      mkdir -p "$g"; [ ! -e "$c/cpuset.cpus" ] || { cat "$c/cpuset.cpus" > "$g/cpuset.cpus"; cat "$c/cpuset.mems" > "$g/cpuset.mems"; }
    done
  done
}

settings() {
  cat > "$dir/cni-conf/10-lab.conflist" <<J
{ "cniVersion": "1.0.0", "name": "lab", "plugins": [
  { "type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "ranges": [[{ "subnet": "$PODS.$i.0/24" }]], "routes": [{ "dst": "0.0.0.0/0" }] } },
  { "type": "portmap", "capabilities": { "portMappings": true }, "snat": true } ] }
J
  cat > "$dir/containerd.toml" <<T
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE"
  restrict_oom_score_adj = true   # for a root without CAP_SYS_RESOURCE
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$CNI"
    conf_dir = "$dir/cni-conf"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
T
  cat > "$dir/kubelet.yaml" <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$NS/$n
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
resolvConf: $dir/resolv.conf
# One disk for all machines: none of them is to clean up because it fills.
evictionHard: {memory.available: "0%", nodefs.available: "0%", imagefs.available: "0%", nodefs.inodesFree: "0%", imagefs.inodesFree: "0%"}
imageGCHighThresholdPercent: 100
volumeStatsAggPeriod: -1s
maxPods: 30
Y
  cat > "$dir/proxy.yaml" <<Y
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: $KUBECONFIG}
mode: iptables
clusterCIDR: $PODS.0.0/16
hostnameOverride: $n
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
Y
}

on() {
  mkdir -p "$dir"/{kubelet,containerd,cni,cni-conf,pods,containers,data}
  [ -s "$dir/machine-id" ] || tr -d - < /proc/sys/kernel/random/uuid > "$dir/machine-id"
  cat /proc/sys/kernel/random/uuid > "$dir/boot-id"
  : > "$dir/resolv.conf"
  cable; groups; settings
  mkdir -p /var/lib/{kubelet,containerd,cni} /var/log/{pods,containers} "$DATA" # empty here: places to mount at
  nsenter --net="/run/netns/$NS-$n" nohup unshare --mount --uts --pid --fork --kill-child --mount-proc \
    "$HERE/boot.sh" "$n" > "$dir/boot.log" 2>&1 < /dev/null &
  # nsenter becomes unshare in place, so this is the process that holds the namespaces.
  echo $! > "$dir/pid"
  for _ in $(seq 300); do [ -e "$dir/started" ] && return; kill -0 "$(cat "$dir/pid")" 2> /dev/null || break; sleep 0.2; done
  cat "$dir/boot.log" >&2; return 1
}

case $what in
  on) on ;;
  off) off ;;
  reboot) off; on ;;
  wipe) off; rm -rf "$dir" ;;
  run) shift 2; exec nsenter --target "$(pgrep -P "$(cat "$dir/pid")" | head -1)" --net --mount --uts --pid "$@" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
