import type { Chart } from '../generated/types.js';
import type { Directive } from '../redis-config/config-text.js';
import { type Environment, isYes } from './container-env.js';

/** The bus of a Redis Cluster node is its client port plus this (Redis documentation, cluster tutorial). */
const BUS_OFFSET = 10_000;

/** A port number other than 0, which is the default; `null` is a variable's value that comes from elsewhere. */
function portIn(text: string | null | undefined): number | undefined {
  const number = /^\d+$/.test(text ?? '') ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

/**
 * Where the server listens in the pod, for clients and for the bus, and what it announces to the cluster; undefined where
 * that cannot be seen. The image's start script writes the variables over the configuration file (Bitnami's
 * librediscluster.sh, `redis_cluster_override_conf`), so they come first.
 *
 * @param directives of the server's configuration file, where the stream holds it
 */
export function serverPorts(
  environment: Environment,
  { announce, values }: Chart,
  directives: readonly Directive[] = [],
) {
  const env = (name: string | undefined) => environment.get(name)?.value;
  const line = (directive: string): number | undefined =>
    portIn(directives.findLast(({ name }) => name === directive)?.args.tokens[1]?.value);
  // A variable wins where it is set, and not to an empty text.
  const over = (name: string | undefined, otherwise: number | undefined): number | undefined => {
    const set = env(name);
    return set === undefined || set === '' ? otherwise : portIn(set);
  };
  const tls = isYes(env(announce.tls));
  const variables = announce.listenPorts[tls ? 'tls' : 'plain'].map(env);
  const listening = portIn([...variables, String(values.ports.client)].find((value) => value !== undefined));
  const bus = line('cluster-port') ?? (listening && listening + BUS_OFFSET);
  const client = (tls ? line('cluster-announce-tls-port') : undefined) ?? line('cluster-announce-port') ?? listening;
  return {
    client: { listening, announced: over(announce.port, client) },
    bus: { listening: bus, announced: over(announce.busPort, line('cluster-announce-bus-port') ?? bus) },
  };
}
