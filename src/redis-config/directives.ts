/**
 * The directives that each release of a server knows in its configuration file. Read from `config.c` of all patch releases
 * of Redis 6.0 to 7.4 and of Valkey 8.0 (its table of configurations, their aliases, and the directives that
 * `loadServerConfigFromString` handles itself); `test/redis-config/directives.test.ts` compares them with the installed
 * server. `sentinel` is left out: no member of a cluster starts with it.
 */
export type ServerProduct = 'redis' | 'valkey';

/** What a release knows beyond the one before it. Names are separated by spaces and line breaks. */
interface ReleaseDirectives {
  /** Major and minor as one comparable number, 7.2 is 702. */
  readonly release: number;
  readonly plus: string;
  readonly without?: string;
}

/** A fork begins with what its origin knew at `release`. */
interface ProductDirectives {
  readonly fork?: { readonly of: ServerProduct; readonly release: number };
  readonly releases: readonly ReleaseDirectives[];
}

const DIRECTIVES: Readonly<Record<ServerProduct, ProductDirectives>> = {
  redis: {
    releases: [
      {
        release: 600,
        plus: `
          aclfile acllog-max-len active-defrag-cycle-max active-defrag-cycle-min
          active-defrag-ignore-bytes active-defrag-max-scan-fields active-defrag-threshold-lower
          active-defrag-threshold-upper active-expire-effort activedefrag activerehashing always-show-logo
          aof-load-truncated aof-rewrite-incremental-fsync aof-use-rdb-preamble aof_rewrite_cpulist
          appendfilename appendfsync appendonly auto-aof-rewrite-min-size auto-aof-rewrite-percentage
          bgsave_cpulist bind bio_cpulist client-output-buffer-limit client-query-buffer-limit
          cluster-allow-reads-when-down cluster-announce-bus-port cluster-announce-ip
          cluster-announce-port cluster-config-file cluster-enabled cluster-migration-barrier
          cluster-node-timeout cluster-replica-no-failover cluster-replica-validity-factor
          cluster-require-full-coverage cluster-slave-no-failover cluster-slave-validity-factor daemonize
          databases dbfilename dir dynamic-hz gopher-enabled hash-max-ziplist-entries
          hash-max-ziplist-value hll-sparse-max-bytes hz ignore-warnings include io-threads
          io-threads-do-reads jemalloc-bg-thread key-load-delay latency-monitor-threshold
          lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del
          lfu-decay-time lfu-log-factor list-compress-depth list-max-ziplist-entries list-max-ziplist-size
          list-max-ziplist-value loadmodule logfile loglevel lua-replicate-commands lua-time-limit
          masterauth masteruser maxclients maxmemory maxmemory-policy maxmemory-samples
          min-replicas-max-lag min-replicas-to-write min-slaves-max-lag min-slaves-to-write
          no-appendfsync-on-rewrite notify-keyspace-events oom-score-adj oom-score-adj-values pidfile port
          protected-mode proto-max-bulk-len rdb-del-sync-files rdb-key-save-delay
          rdb-save-incremental-fsync rdbchecksum rdbcompression rename-command repl-backlog-size
          repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync
          repl-diskless-sync-delay repl-ping-replica-period repl-ping-slave-period repl-timeout
          replica-announce-ip replica-announce-port replica-ignore-maxmemory replica-lazy-flush
          replica-priority replica-read-only replica-serve-stale-data replicaof requirepass save
          server_cpulist set-max-intset-entries slave-announce-ip slave-announce-port
          slave-ignore-maxmemory slave-lazy-flush slave-priority slave-read-only slave-serve-stale-data
          slaveof slowlog-log-slower-than slowlog-max-len stop-writes-on-bgsave-error
          stream-node-max-bytes stream-node-max-entries supervised syslog-enabled syslog-facility
          syslog-ident tcp-backlog tcp-keepalive timeout tls-auth-clients tls-ca-cert-dir tls-ca-cert-file
          tls-cert-file tls-ciphers tls-ciphersuites tls-cluster tls-dh-params-file tls-key-file tls-port
          tls-prefer-server-ciphers tls-protocols tls-replication tls-session-cache-size
          tls-session-cache-timeout tls-session-caching tracking-table-max-keys unixsocket unixsocketperm
          user zset-max-ziplist-entries zset-max-ziplist-value
        `,
      },
      {
        release: 602,
        plus: `
          acl-pubsub-default cluster-allow-replica-migration cluster-announce-tls-port crash-log-enabled
          crash-memcheck-enabled disable-thp lazyfree-lazy-user-flush maxmemory-eviction-tenacity
          proc-title-template replica-announced sanitize-dump-payload set-proc-title tls-client-cert-file
          tls-client-key-file tls-client-key-file-pass tls-key-file-pass use-exit-on-panic
        `,
      },
      {
        release: 700,
        plus: `
          aof-disable-auto-gc aof-timestamp-enabled appenddirname bind-source-addr busy-reply-threshold
          cluster-allow-pubsubshard-when-down cluster-announce-hostname cluster-link-sendbuf-limit
          cluster-port cluster-preferred-endpoint-type enable-debug-command enable-module-command
          enable-protected-configs hash-max-listpack-entries hash-max-listpack-value latency-tracking
          latency-tracking-info-percentiles list-max-listpack-size loading-process-events-interval-bytes
          maxmemory-clients propagation-error-behavior repl-diskless-sync-max-replicas
          replica-ignore-disk-write-errors shutdown-on-sigint shutdown-on-sigterm shutdown-timeout
          socket-mark-id watchdog-period zset-max-listpack-entries zset-max-listpack-value
        `,
        without: 'gopher-enabled',
      },
      {
        release: 702,
        plus: `
          client-default-resp cluster-announce-human-nodename cluster-ping-interval locale-collate
          req-res-logfile set-max-listpack-entries set-max-listpack-value
        `,
      },
      {
        release: 704,
        plus: `
          aof-rewrite-cpulist bgsave-cpulist bio-cpulist hide-user-data-from-log
          max-new-connections-per-cycle max-new-tls-connections-per-cycle server-cpulist
        `,
      },
    ],
  },
  valkey: {
    fork: { of: 'redis', release: 702 },
    releases: [
      {
        release: 800,
        plus: `
          aof-rewrite-cpulist availability-zone bgsave-cpulist bio-cpulist cluster-announce-client-ipv4
          cluster-announce-client-ipv6 cluster-blacklist-ttl cluster-slot-stats-enabled debug-context
          dual-channel-replication-enabled enable-debug-assert events-per-io-thread
          extended-redis-compatibility hide-user-data-from-log max-new-connections-per-cycle
          max-new-tls-connections-per-cycle prefetch-batch-max-size primaryauth primaryuser server-cpulist
          unixsocketgroup
        `,
      },
    ],
  },
};

/**
 * Whether a server knows a directive (lower case): `maybe` where it is newer than this data, or of an unknown release.
 */
export function directiveKnowledge(
  name: string,
  { product, release }: { product: ServerProduct; release: number | undefined },
): 'known' | 'unknown' | 'maybe' {
  const { known, newest } = directivesOf(product, release ?? Number.POSITIVE_INFINITY);
  if (known.has(name)) return 'known';
  return release === undefined || release > newest || release < OLDEST ? 'maybe' : 'unknown';
}

/** Redis 5 and older are in no list. */
const OLDEST = 600;

/** All directives of the newest known release that is not newer than `release`. */
export function directivesOf(product: ServerProduct, release: number): { known: Set<string>; newest: number } {
  const { fork, releases } = DIRECTIVES[product];
  const known = fork ? directivesOf(fork.of, Math.min(fork.release, release)).known : new Set<string>();
  for (const { plus, without = '' } of releases.filter((one) => one.release <= release)) {
    for (const name of split(plus)) known.add(name);
    for (const name of split(without)) known.delete(name);
  }
  return { known, newest: releases.at(-1)?.release ?? 0 };
}

const split = (names: string): string[] => names.split(/\s+/).filter((name) => name !== '');
