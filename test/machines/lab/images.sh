#!/bin/bash
# Makes the container images without a registry, into $LAB/images: one that pauses, and one for Redis and its exporter.
#
#   images.sh IMAGE…      the names that the second gets: those of the release
#
# Redis is this machine's. Its start scripts (image/) are our own and do what bitnami's do with the environment and the mounted
# configuration; what they leave out is not needed for a release with externalAccess. The exporter only waits.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
OUT=$LAB/images; mkdir -p "$OUT"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

# archive ROOT OUT CONFIG TAG…: a docker archive of one layer
archive() {
  local root=$1 out=$2 config=$3 tags dir=$work/archive; shift 3
  rm -rf "$dir"; mkdir -p "$dir"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -cf "$dir/layer.tar" .
  printf '{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$config" "$(sha256sum < "$dir/layer.tar" | cut -d' ' -f1)" > "$dir/config.json"
  tags=$(printf ',"%s"' "$@")
  printf '[{"Config":"config.json","RepoTags":[%s],"Layers":["layer.tar"]}]' "${tags#,}" > "$dir/manifest.json"
  tar -C "$dir" -cf "$out" manifest.json config.json layer.tar
}

# programs ROOT NAME…: programs of this machine and the libraries that they ask for
programs() {
  local root=$1 name path file; shift
  mkdir -p "$root"/usr/{bin,lib,lib64}; for file in bin lib lib64; do ln -sfn usr/$file "$root/$file"; done
  for name in "$@"; do
    path=$(type -P "$name") || { echo "images.sh: no $name here" >&2; exit 1; }
    cp -L "$path" "$root/usr/bin/$name"
    for file in $(ldd "$path" 2> /dev/null | grep -o '/[^ ]*'); do
      [ -e "$root$file" ] || { mkdir -p "$root$(dirname "$file")"; cp -L "$file" "$root$file"; }
    done
  done
}

programs "$work/pause" sleep
archive "$work/pause" "$OUT/pause.tar" '{"Entrypoint":["/bin/sleep","infinity"],"User":"65535:65535"}' "$PAUSE"

root=$work/redis base=opt/bitnami/redis scripts=opt/bitnami/scripts/redis-cluster
programs "$root" bash sh awk cat chmod chown cp cut date dirname echo env expr false getent grep head hostname id kill ln ls mkdir mktemp mv nproc \
  printf ps pwd redis-cli redis-server rm sed seq sleep sort stat tail tee test timeout touch tr true uname uniq wc yes
mkdir -p "$root"/{etc,tmp,dev,proc,sys,run,var/tmp,bitnami/redis/data,$base/etc,$base/etc.default,$base/tmp,$base/logs,$base/mounted-etc,$base/bin,$scripts}
cp -L /lib/*/libnss_{files,dns}.so.2 "$root/usr/lib/" 2> /dev/null || true
ln -s /usr/bin/redis-server /usr/bin/redis-cli "$root/$base/bin/"
printf "#!/bin/bash\ntrap 'exit 0' TERM INT\nsleep infinity & wait\n" > "$root/usr/bin/redis_exporter"
printf 'root:x:0:0:root:/root:/bin/bash\nredis:x:1001:1001::/:/bin/bash\n' > "$root/etc/passwd"; printf 'root:x:0:\nredis:x:1001:\n' > "$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' > "$root/etc/nsswitch.conf"
cp "$HERE"/image/*.sh "$root/$scripts/"; chmod 755 "$root/$scripts"/*.sh "$root/usr/bin/redis_exporter"
chmod 1777 "$root/tmp" "$root/var/tmp"; chmod -R a+rwX "$root/$base" "$root/bitnami"
archive "$root" "$OUT/redis.tar" "{\"User\":\"1001\",\"Env\":[\"HOME=/\",\"PATH=/$base/bin:/usr/bin:/bin\"],\"Entrypoint\":[\"/$scripts/entrypoint.sh\"],\"Cmd\":[\"/$scripts/run.sh\"]}" "$@"
