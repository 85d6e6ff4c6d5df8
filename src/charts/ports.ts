import type { Chart } from '../generated/types.js';
import type { Directive } from '../redis-config/config-text.js';
import { type Environment, isYes } from './environment.js';

/** A port of the server: where it listens in the pod, and what it announces to the cluster; undefined where that cannot be seen. */
interface ServerPort {
  listening: number | undefined;
  announced: number | undefined;
}

/** The bus of a Redis Cluster node is its client port plus this (Redis documentation, cluster tutorial). */
const BUS_OFFSET = 10_000;

/**
 * The client port and the bus port of the server. The image's start script writes the variables over
 * the configuration file (Bitnami's librediscluster.sh, `redis_cluster_override_conf`), so they come first.
 *
 * @param directives of the server's configuration file, where the stream holds it
 */
export function serverPorts(
  environment: Environment,
  chart: Chart,
  directives: readonly Directive[] = [],
): { client: ServerPort; bus: ServerPort } {
  const { announce, values } = chart;
  const env = (name: string | undefined): Value => environment.get(name)?.value;
  const line = (directive: string): number | undefined =>
    port(directives.findLast(({ name }) => name === directive)?.args.tokens[1]?.value);
  const tls = isYes(env(announce.tls));
  const variables = announce.listenPorts[tls ? 'tls' : 'plain'].map(env);
  const listening = port([...variables, String(values.ports.client)].find((value) => value !== undefined));
  const bus = line('cluster-port') ?? (listening && listening + BUS_OFFSET);
  const client = (tls ? line('cluster-announce-tls-port') : undefined) ?? line('cluster-announce-port') ?? listening;
  return {
    client: { listening, announced: known(env(announce.port), client) },
    bus: { listening: bus, announced: known(env(announce.busPort), line('cluster-announce-bus-port') ?? bus) },
  };
}

/** A variable's value where it is written out; `null` where it comes from elsewhere. */
type Value = string | null | undefined;

/** A port number other than 0, which is the default. */
function port(value: Value): number | undefined {
  const number = /^\d+$/.test(value ?? '') ? Number(value) : 0;
  return number > 0 ? number : undefined;
}

/** A variable wins where it is set, and not to an empty text. */
function known(variable: Value, otherwise: number | undefined): number | undefined {
  return variable === undefined || variable === '' ? otherwise : port(variable);
}
