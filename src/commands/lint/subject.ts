import { groupBy, lazily } from '../../base/util.js';
import type { Variable } from '../../charts/container-env.js';
import { type Release, releasesIn } from '../../charts/releases.js';
import { serverConfigs } from '../../charts/server-config.js';
import { memberOrdinals } from '../../charts/storage.js';
import type { lintRules } from '../../generated/rules.js';
import { at, type Path } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { POD_NAME_LABEL } from '../../kubernetes/objects.js';
import type { Configuration } from '../../overlays/configuration.js';
import type { FoundIn } from '../../report/rule-texts.js';
import type { TextPlace } from '../../yaml/read/tree.js';
import { claimsOf } from './host-ports.js';

/** Where what a check found stands. */
export interface Where {
  /** The document; left out it is the release's StatefulSet, or the stream as a whole. */
  readonly manifest?: Manifest | undefined;
  /** Where in the document's value; the document itself where left out. */
  readonly path?: Path;
  /** Where in the text at that path. */
  readonly place?: TextPlace;
}

export type LintFound = FoundIn<typeof lintRules, 'section', Where>;

/** A stream as the rules see it. */
export type LintedStream = ReturnType<typeof lintedStream>;

/** @param isPart whether these may be some of a release's documents only */
export function lintedStream(manifests: readonly Manifest[], configuration: Configuration, isPart: boolean) {
  const { release: wanted = '*' } = configuration.config;
  return {
    manifests,
    configuration,
    isPart,
    /** All releases whose StatefulSet is in the stream. */
    releases: releasesIn(manifests, configuration.charts),
    /** Whether the configuration's `release` means the one of this name. */
    isMeant: (name: string): boolean => wanted === '*' || wanted === name,
    /** Who binds which port of a node. */
    claims: lazily(() => groupBy(manifests.flatMap(claimsOf), ({ port }) => port)),
  };
}

/** A release as the rules see it: what more than one of them reads out of its documents. */
export type LintedRelease = ReturnType<typeof lintedRelease>;

export function lintedRelease(release: Release, stream: LintedStream) {
  const { statefulSet, server } = release;
  const { path: containerPath, ...read } = server();
  const { announced, hostNetwork } = read;
  const [config] = serverConfigs(release);
  return {
    ...release,
    ...read,
    containerPath,
    stream,
    value: statefulSet.value,
    /** The server's configuration file, and the users that have a line in it. */
    config,
    users: config?.users ?? [],
    /** Pod i belongs on nodes[i]. */
    nodes: stream.configuration.config.nodes ?? [],
    /** The pods that can be members of a cluster. */
    ordinals: memberOrdinals(statefulSet.value),
    /** Where a variable's value stands: in an object of the stream, or in the server's container. */
    whereSet: ({ manifest, path }: Variable): Where =>
      manifest ? { manifest, path } : { path: [...containerPath, ...path] },
    /** The ports of a node that a pod binds. */
    claims: claimsOf(statefulSet),
    /** Whether clients are sent to host names, while the members know each other by the pods' IPs. */
    announcesHosts: announced.by === 'list' && announced.hosts === true,
    /** Whether each pod announces the node it runs on, so that the order of the pods on the nodes does not matter. */
    announcesOwnNode: announced.by === 'host' || (hostNetwork && announced.by === 'pod'),
    podServices: podServices(release),
  };
}

/** The Services of externalAccess, each of which leads to one pod. */
function podServices({ statefulSet, find }: Release): { manifest: Manifest; ordinal: number }[] {
  const prefix = `${statefulSet.name}-`;
  return find({ group: '', kind: 'Service' }).flatMap((manifest) => {
    const pod = String(at(manifest.value, 'spec', 'selector', POD_NAME_LABEL));
    const ordinal = pod.startsWith(prefix) ? pod.slice(prefix.length) : '';
    return /^\d+$/.test(ordinal) ? [{ manifest, ordinal: Number(ordinal) }] : [];
  });
}

/** Others that are named in a message. */
export const NAMED = 3;

/** A list for a message, each once, of which the first ones are named. */
export function someOf(words: readonly string[]): string[] {
  const all = [...new Set(words)];
  return all.length > NAMED ? [...all.slice(0, NAMED), 'others'] : all;
}
