#!/usr/bin/env bash
# What Flux' controllers, Argo CD's plugin server and Terraform make of us; README.md says what it needs, and the last results.
# usage: [KUBECONFIG=…] test/gitops/run.sh flux|argocd|terraform
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
chart=${CHART:-$root/test/fixtures/chart}
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
PATH=$root/bin:$PATH
cd "$work"

checks=0
# ok WHAT COMMAND…: a check, which fails the whole.
ok() {
  local what=$1
  shift
  "$@" >"$work/out" 2>&1 || { printf 'not ok: %s\n' "$what"; tail -20 "$work/out"; exit 1; }
  checks=$((checks + 1))
  printf 'ok: %s\n' "$what"
}

# eventually COMMAND…: until it succeeds, for two minutes.
eventually() {
  local until=$((SECONDS + 120))
  until "$@"; do [ $SECONDS -lt $until ] || return 1; sleep 1; done
}

# background NAME COMMAND…: a program that runs until the end, with a log.
background() {
  local log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 &
  pids+=($!)
}

# A free port of this machine.
port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

# A block of a page that names this file in its first line.
block() { sed -n "/^# $2\$/,/^\`\`\`\$/p" "$root/docs/wrappers/$1" | grep -v '^```'; }

# Six nodes that kwok plays, with README's configuration for them, and the chart in a repository on this machine.
prepare() {
  : "${KUBECONFIG:?names no API server}"
  export KUBECONFIG
  local nodes=() i
  for i in 0 1 2 3 4 5; do nodes+=(--node "worker-$i=10.9.0.$i"); done
  redis-hostport init "${nodes[@]}" --set install.existingSecret=redis-auth 2>/dev/null
  for i in 0 1 2 3 4 5; do
    printf '%s\n' '---' "{apiVersion: v1, kind: Node, metadata: {name: worker-$i, annotations: {kwok.x-k8s.io/node: fake}}}"
  done | kubectl apply -f - >/dev/null
  redis-hostport labels | grep -v '^#' | sh >/dev/null
  kubectl create namespace redis-cluster --dry-run=client -o yaml | kubectl apply -f - >/dev/null
  printf 'ips: [10.9.0.0, 10.9.0.1, 10.9.0.2, 10.9.0.3, 10.9.0.4, 10.9.0.5]\n' >values.yaml
  mkdir repository
  helm3 package "$chart" -d repository >/dev/null
  repository=http://127.0.0.1:$(port)
  helm3 repo index repository --url "$repository"
  background repository python3 -m http.server --bind 127.0.0.1 --directory repository "${repository##*:}"
  name=$(sed -n 's/^name: *//p' "$chart/Chart.yaml") version=$(sed -n 's/^version: *//p' "$chart/Chart.yaml")
}

# What runs is what a post-renderer of Helm would have made: ports and claims in the API server, and verify finds nothing.
looks_right() {
  kubectl -n redis-cluster get statefulset ds-redis-redis-cluster -o json >"$work/set.json"
  node -e '
    const { spec } = JSON.parse(require("fs").readFileSync(process.argv[1]));
    const ports = spec.template.spec.containers[0].ports.map(({ hostPort }) => hostPort);
    const ok = `${ports}` === "6379,16379" && spec.volumeClaimTemplates[0].metadata.name === "redis-data";
    process.exit(ok ? 0 : 1);' "$work/set.json"
}
verified() {
  kubectl -n redis-cluster get pods,nodes,statefulsets,services -o json | redis-hostport verify
}

flux() {
  local storage
  storage=$(port)
  for crds in "${FLUX_CRDS:?folders with the CRDs of source-controller and helm-controller, separated by :}"; do
    for folder in ${crds//:/ }; do kubectl apply --server-side -f "$folder" >/dev/null; done
  done
  kubectl create namespace flux-system --dry-run=client -o yaml | kubectl apply -f - >/dev/null
  prepare
  export RUNTIME_NAMESPACE=flux-system
  background source-controller source-controller --storage-path="$work" --storage-addr="127.0.0.1:$storage" \
    --storage-adv-addr="127.0.0.1:$storage" --metrics-addr=127.0.0.1:0 --health-addr=127.0.0.1:0 --events-addr=
  background helm-controller helm-controller --metrics-addr=127.0.0.1:0 --health-addr=127.0.0.1:0 --events-addr=

  # docs/wrappers/flux.md
  helm3 template ds-redis "$chart" -n redis-cluster -f values.yaml >rendered.yaml
  redis-hostport export rendered.yaml --format flux --objects redis-volumes.yaml >post-renderers.yaml
  cat >release.yaml <<Y
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ds-redis, namespace: redis-cluster }
spec:
  interval: 1h
  chart:
    spec: { chart: $name, version: $version, sourceRef: { kind: HelmRepository, name: charts } }
  values: { ips: [10.9.0.0, 10.9.0.1, 10.9.0.2, 10.9.0.3, 10.9.0.4, 10.9.0.5] }
Y
  kubectl patch --local -f release.yaml --type merge --patch-file post-renderers.yaml -o yaml >merged.yaml
  cat >source.yaml <<Y
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: charts, namespace: redis-cluster }
spec: { interval: 1h, url: "$repository" }
Y
  kubectl apply -f source.yaml -f redis-volumes.yaml -f merged.yaml >/dev/null
  ok 'the HelmRelease is Ready' kubectl -n redis-cluster wait helmrelease/ds-redis --for=condition=Ready --timeout=180s
  ok 'host ports and claims are there' looks_right
  ok 'verify finds nothing' eventually verified

  kubectl -n redis-cluster patch helmrelease ds-redis --type merge -p '{"spec":{"values":{"fullnameOverride":"other"}}}' >/dev/null
  misfit() {
    [[ $(kubectl -n redis-cluster get helmrelease ds-redis -o jsonpath='{.status.conditions[*].message}') == *'no resource matches strategic merge patch "StatefulSet'* ]]
  }
  ok 'a name that changes later fails the upgrade' eventually misfit
  ok 'and the release stays as it was' looks_right

  kubectl -n redis-cluster delete helmrelease ds-redis --timeout=60s >/dev/null
  kubectl delete -f redis-volumes.yaml --ignore-not-found --timeout=60s >/dev/null
}

terraform() {
  prepare
  local program=${TERRAFORM:-terraform}
  # The provider as a program on this machine, instead of one from a registry.
  cat >terraformrc <<T
provider_installation { dev_overrides { "hashicorp/helm" = "$(dirname "$(command -v terraform-provider-helm)")" } }
T
  export TF_CLI_CONFIG_FILE=$work/terraformrc KUBE_CONFIG_PATH=$KUBECONFIG CHECKPOINT_DISABLE=1
  block terraform.md main.tf |
    sed "s|oci://registry-1.docker.io/bitnamicharts|$repository|; s|\"redis-cluster\"\$|\"$name\"|; s|= \"10.2.0\"|= \"$version\"|
      s|namespace  = \"$name\"|namespace  = \"redis-cluster\"|" >main.tf
  mkdir bin && ln -s "$root/bin/redis-hostport" bin/
  ok 'terraform apply' "$program" apply -auto-approve -no-color
  ok 'host ports and claims are there' looks_right
  ok 'verify finds nothing' eventually verified
  ok 'a second plan has nothing to do' "$program" plan -detailed-exitcode -no-color
  sed -i 's|"--config", |"--set", "release=other", "--config", |' main.tf
  fails() { ! "$program" apply -auto-approve -no-color >"$work/apply" 2>&1 && grep -q 'redis-hostport: the stream holds no release' "$work/apply"; }
  ok 'an error of ours stops the apply, with our message' fails
  sed -i 's|"--set", "release=other", ||' main.tf
  ok 'terraform destroy' "$program" destroy -auto-approve -no-color
}

argocd() {
  export ARGOCD_PLUGINSOCKFILEPATH=$work/sockets HELM_CACHE_HOME=$work/cache ARGOCD_BINARY_NAME=argocd-cmp-server
  mkdir sockets config app bin
  ln -s "$(command -v helm3)" bin/helm
  PATH=$work/bin:$PATH
  block argocd.md plugin.yaml >config/plugin.yaml
  background cmp-server argocd-cmp-server --config-dir-path "$work/config"
  ok 'the plugin server takes the plugin' eventually test -S sockets/redis-hostport.sock
  printf 'ips: [10.9.0.0, 10.9.0.1, 10.9.0.2, 10.9.0.3, 10.9.0.4, 10.9.0.5]\n' >app/values.yaml
  generate() {
    cmp-client "$work/sockets/redis-hostport.sock" "$work/app" ARGOCD_APP_NAME=ds-redis ARGOCD_APP_NAMESPACE=redis-cluster "ARGOCD_ENV_CHART=$chart"
  }
  ok 'the manifests are generated' generate
  cp out manifests.yaml
  ok 'they hold the host ports' grep -q '"hostPort":16379' manifests.yaml
  printf 'apiVersion: redis-hostport/v1\nkind: Config\nrelease: other\n' >app/redis-hostport.yaml
  fails() { ! generate >"$work/failed" 2>&1 && grep -q 'the stream holds no release named other' "$work/failed"; }
  ok 'an error of ours fails the generation, with our message' fails
}

case ${1-} in
  flux | argocd | terraform) "$1" ;;
  *) sed -n '2,3p' "$0" >&2; exit 2 ;;
esac
printf '%s: %s checks passed\n' "$1" "$checks"
