import type { Chart, ChartPersistence } from '../generated/types.js';
import { at, type Path } from '../json/values.js';
import { type Directive, directivesIn, fromBytes } from '../redis-config/config-text.js';
import { textPlace } from '../yaml/read/tree.js';
import { type Environment, isYes } from './container-env.js';
import type { Release } from './releases.js';

/** The server's configuration file, one where all is right: where it is, its text and lines, and the users that have one. */
export function serverConfigs({ chart, find }: Release) {
  const { name, key } = chart.config;
  const path: Path = ['data', key];
  return find({ group: '', kind: 'ConfigMap', name }).flatMap((manifest) => {
    const text = at(manifest.value, ...path);
    if (typeof text !== 'string') return [];
    const directives = directivesIn(text);
    const lines = directives.filter((one) => one.name === 'user');
    const users = lines.map(({ value = '' }) => fromBytes(value));
    return [{ manifest, path, text, directives, users }];
  });
}

/**
 * The readiness script of a release that waits for `cluster_state`, where its probe runs that script. Under OrderedReady
 * this is a certain deadlock: the cluster needs all pods, and pod 1 is not created before pod 0 is Ready (Kubernetes,
 * StatefulSet basics). Chart versions: 6.0.6 and later without externalAccess, 6.0.6 to 6.1.1 always.
 *
 * @returns the script, the path of its text, and the words in it
 */
export function readinessWait({ chart, find, server }: Release) {
  const { name, key, waitsFor } = chart.readiness;
  const probe = at(server().container, 'readinessProbe', 'exec', 'command');
  if (!Array.isArray(probe) || !probe.some((word) => String(word).includes(key))) return undefined;
  const [wait] = find({ group: '', kind: 'ConfigMap', name }).flatMap((script) => {
    const path = ['data', key];
    const text = String(at(script.value, ...path));
    // The first line with these words that is not a comment.
    const line = [...text.matchAll(/^(?!\s*#).+$/gm)].find(([line]) => line.includes(waitsFor));
    const start = line && line.index + line[0].indexOf(waitsFor);
    return start === undefined ? [] : [{ script, path, place: textPlace(text, start, waitsFor.length) }];
  });
  return wait;
}

/** The bus of a Redis Cluster node is its client port plus this (Redis documentation, cluster tutorial). */
const BUS_OFFSET = 10_000;

/** A port number; undefined for 0, which is the default, and for what comes from elsewhere (null). */
function portIn(text: string | null | undefined): number | undefined {
  return Number(/^\d+$/.exec(text ?? '')?.[0]) || undefined;
}

/**
 * Where the server listens in the pod, for clients and for the bus, and what it announces to the cluster; undefined where
 * that cannot be seen. The image's start script writes the variables over the configuration file (Bitnami's
 * librediscluster.sh, `redis_cluster_override_conf`), so they come first.
 *
 * @param directives of the server's configuration file, where the stream holds it
 */
export function serverPorts(environment: Environment, { announce, values }: Chart, directives: Directive[] = []) {
  const env = (name: string | undefined) => environment.get(name)?.value;
  const line = (directive: string): number | undefined =>
    portIn(directives.findLast(({ name }) => name === directive)?.value);
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

/** What Redis has without any `save` line since 7.0, and its fork; with a configuration file Redis 6 had none (their `server.c`). */
const DEFAULT_SAVE = '3600 1 300 100 60 10000';

/**
 * What is kept by the container's environment and the configuration text together, as the image puts them together
 * (`redis_configure_default` in libredis.sh): the variable replaces the value in every line and comment `appendonly …`, the
 * save points come after the text, and options of the command line come last.
 *
 * @param release of the server, 7.2 is 702, where that is known
 * @returns whether there is an append-only file, and after how many seconds and changes a snapshot is taken; undefined where
 * a value is not in the manifest
 */
export function durabilityOf(environment: Environment, text: string, variables: ChartPersistence, release = 700) {
  const { appendOnly, flags, savePoints, savePointsOff } = variables;
  const [kept, options, points, off] = [appendOnly, flags, savePoints, savePointsOff].map(
    (name) => environment.get(name)?.value,
  );
  if (kept === null || options === null || points === null) return undefined;
  const lines = directivesIn(
    [
      // The image's default is yes.
      text.replace(/^#*\s*appendonly .*/gm, `appendonly ${kept || 'yes'}`),
      // `900#1 300#10`, a line for each.
      ...(points || (isYes(off) ? '""' : '')).split(' ').map((point) => point && `save ${point.replaceAll('#', ' ')}`),
      ...optionLines(`${environment.script} ${options ?? ''}`),
    ].join('\n'),
  );
  const saves = lines.flatMap(({ name, args }) => {
    const [, ...words] = args.tokens.map(({ value }) => value);
    return name === 'save' ? [words.join(' ').trim()] : [];
  });
  if (saves.length === 0 && release >= 700) saves.push(DEFAULT_SAVE);
  // Each line adds its pairs; one without a pair takes all back that were there before.
  const pairs = saves.slice(saves.lastIndexOf('') + 1).flatMap((words) => [...words.matchAll(/(\d+) +(\d+)/g)]);
  return {
    appendOnly: isYes(lines.findLast(({ name }) => name === 'appendonly')?.value),
    savePoints: pairs.map(([, seconds, changes]) => ({ seconds: Number(seconds), changes: Number(changes) })),
  };
}

/** `--appendonly yes` as the line that it means. */
function optionLines(text: string): string[] {
  return [...text.matchAll(/--(appendonly|save)[ =]+("[^"]*"|'[^']*'|\S+)/g)].map(
    ([, name, value = '']) => `${name} ${value.replace(/^(["'])(.*\S.*)\1$/, '$2')}`,
  );
}
