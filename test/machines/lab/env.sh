# Sourced by the scripts of the lab: names, addresses, and how to run something at a place.
#
# A machine is a set of namespaces: network, mounts, processes, host name. A bridge in a namespace of its own joins them, so
# nothing of this reaches a real network:
#
#   client 10.0.1.2 --- 10.0.1.1|lan|10.0.0.1 === bridge === control plane 10.0.0.2, machines 10.0.0.4 …
#
# The client knows the way to the machines, not to the pods.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB=${LAB:?a folder of your own: bin/ with the programs of Kubernetes, images/ as images.sh makes them}
LAB=$(cd "$LAB" && pwd)
RUN=$LAB/run BIN=$LAB/bin NS=lab
# name=IP. The last one has no label: it takes the place of a machine that is lost.
MACHINES='dio-master01=10.0.0.4 dio-master02=10.0.0.5 dio-master03=10.0.0.6 dio-worker01=10.0.0.8 dio-worker02=10.0.0.9 dio-worker03=10.0.0.10 dio-worker04=10.0.0.11'
LAN=10.0.0 CLIENTS=10.0.1 PODS=10.244 SERVICES=10.96.0.0/16
CP=$LAN.2 API=https://$LAN.2:6443
CNI=${CNI:-/usr/lib/cni}
PAUSE=registry.lab/pause:1
# The folder of overlay local-data; each machine has its own there.
DATA=/var/lib/redis-hostport
export KUBECONFIG=$RUN/kubeconfig

names() { local m; for m in $MACHINES; do echo "${m%%=*}"; done; }
ip_of() { local m; for m in $MACHINES; do [ "${m%%=*}" = "$1" ] && { echo "${m#*=}"; return; }; done; echo "no machine $1" >&2; return 1; }
# The third number of a machine's pod network: its place in the list.
number_of() { local n i=0; for n in $(names); do [ "$n" = "$1" ] && { echo $i; return; }; i=$((i + 1)); done; return 1; }
# nsenter and not `ip netns exec`, which would hide the mounts of the control groups.
at() { local place=$1; shift; nsenter --net="/run/netns/$NS-$place" "$@"; }
kubectl() { at cp "$BIN/kubectl" "$@"; }
