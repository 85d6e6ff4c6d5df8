#!/bin/bash
# Starts the network, the control plane and all machines; down.sh ends them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ ! -e "$RUN/etcd.pid" ] || { echo "up.sh: $RUN is in use; down.sh first" >&2; exit 1; }
rm -rf "$RUN"; mkdir -p "$RUN"/{etcd,certs,machines}

# --- the network: a bridge in `lan`, which is the router between the machines and the client, too
for n in lan cp client; do ip netns add "$NS-$n"; ip -n "$NS-$n" link set lo up; done
ip -n $NS-lan link add br0 type bridge; ip -n $NS-lan link set br0 up; ip -n $NS-lan addr add $LAN.1/24 dev br0
at lan sysctl -qw net.ipv4.ip_forward=1
ip -n $NS-lan link add c0 type veth peer name eth0 netns $NS-client
ip -n $NS-lan link set c0 up; ip -n $NS-lan addr add $CLIENTS.1/24 dev c0
ip -n $NS-client link set eth0 up; ip -n $NS-client addr add $CLIENTS.2/24 dev eth0; ip -n $NS-client route add $LAN.0/24 via $CLIENTS.1
ip -n $NS-lan link add cp type veth peer name eth0 netns $NS-cp; ip -n $NS-lan link set cp up master br0
ip -n $NS-cp link set eth0 up; ip -n $NS-cp addr add $CP/24 dev eth0; ip -n $NS-cp route add default via $LAN.1

# --- the control plane
cd "$RUN"
openssl genrsa -out sa.key 2048 2> /dev/null; openssl rsa -in sa.key -pubout -out sa.pub 2> /dev/null
echo 'lab-admin,admin,admin,"system:masters"' > tokens.csv
cat > kubeconfig <<Y
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "$API", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: lab-admin}}]
contexts: [{name: lab, context: {cluster: lab, user: admin}}]
current-context: lab
Y
# exec, so that the recorded process is the program itself
start() { local name=$1; shift; (exec nsenter --net=/run/netns/$NS-cp nohup "$@" > "$name.log" 2>&1 < /dev/null) & echo $! > "$name.pid"; }
start etcd "$BIN/etcd" --data-dir "$RUN/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
  --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster default=http://127.0.0.1:2380 --unsafe-no-fsync
start apiserver "$BIN/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --bind-address=0.0.0.0 --advertise-address=$CP --secure-port=6443 --cert-dir="$RUN/certs" \
  --authorization-mode=AlwaysAllow --anonymous-auth=false --token-auth-file="$RUN/tokens.csv" --service-cluster-ip-range="$SERVICES" \
  --service-account-issuer="$API" --service-account-key-file="$RUN/sa.pub" --service-account-signing-key-file="$RUN/sa.key" \
  --kubelet-preferred-address-types=InternalIP --endpoint-reconciler-type=none --event-ttl=2h
for _ in $(seq 240); do
  kubectl get --raw /readyz 2> /dev/null | grep -q '^ok' && break
  kill -0 "$(cat apiserver.pid)" 2> /dev/null || { echo 'the API server ended:' >&2; tail -5 apiserver.log >&2; exit 1; }
  sleep 0.5
done
start kcm "$BIN/kube-controller-manager" --kubeconfig="$KUBECONFIG" --leader-elect=false --secure-port=0 --service-account-private-key-file="$RUN/sa.key"
printf 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nleaderElection: {leaderElect: false}\nclientConnection: {kubeconfig: %s}\n' "$KUBECONFIG" > scheduler.yaml
start scheduler "$BIN/kube-scheduler" --config="$RUN/scheduler.yaml" --secure-port=0

# --- the machines
starting=(); for n in $(names); do "$HERE/machine.sh" on "$n" & starting+=($!); done; wait "${starting[@]}"
expected=$(names | wc -l)
for _ in $(seq 120); do [ "$(kubectl get nodes -o name 2> /dev/null | wc -l)" = "$expected" ] && break; sleep 1; done
kubectl wait --for=condition=Ready node --all --timeout=180s > /dev/null
