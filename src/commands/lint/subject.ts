import { checkAcl } from '../../acl/check.js';
import { lazily } from '../../base/lazily.js';
import { sha256Hex } from '../../base/sha256.js';
import { announcedLists } from '../../charts/announced.js';
import type { Variable } from '../../charts/environment.js';
import { isPinned } from '../../charts/pin.js';
import { type Release, releasesIn } from '../../charts/releases.js';
import { aclServer } from '../../charts/server.js';
import { memberOrdinals, serverConfigs } from '../../charts/statefulset.js';
import { defaults } from '../../generated/shipped.js';
import { at, type Path } from '../../json/at.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { POD_NAME_LABEL } from '../../kubernetes/names.js';
import { ordinalSums } from '../../kubernetes/node-affinity.js';
import { dataOf } from '../../kubernetes/object-data.js';
import { NODE_AFFINITY, POD } from '../../kubernetes/pod-template.js';
import { type Configuration, stepsOn } from '../../overlays/configuration.js';
import { configuredUsers } from '../../overlays/placement.js';
import type { TextPlace } from '../../yaml/read/locate.js';
import { claimsByPort, claimsOf, type HostPortClaim } from './host-ports.js';

/** The documents, whichever releases are in them. */
interface Documents {
  manifests: readonly Manifest[];
  configuration: Configuration;
  /** Whether these may be some of a release's documents only. */
  isPart: boolean;
  /** Who binds which port of a node. */
  claims: () => ReadonlyMap<string, readonly HostPortClaim[]>;
  /** Whether the configuration's `release` means the one of this name. */
  isMeant: (name: string) => boolean;
}

/** A stream as the rules see it. */
export interface LintedStream extends Documents {
  /** The names of all releases in the stream whose StatefulSet is in it, meant or not. */
  releaseNames: readonly string[];
  /** The releases to look at, whose StatefulSet is in the stream. */
  releases: readonly LintedRelease[];
}

/** A release as the rules see it: what more than one of them reads out of its documents. */
export type LintedRelease = ReturnType<typeof lintedRelease>;

export function lintedStream(
  manifests: readonly Manifest[],
  configuration: Configuration,
  isPart: boolean,
): LintedStream {
  const { release: wanted = '*' } = configuration.config;
  const isMeant = (name: string): boolean => wanted === '*' || wanted === name;
  const documents = { manifests, configuration, isPart, isMeant, claims: lazily(() => claimsByPort(manifests)) };
  const all = releasesIn(manifests, configuration.charts);
  const releases = all.filter(({ name }) => isMeant(name)).map((one) => lintedRelease(one, documents));
  return { ...documents, releaseNames: all.map(({ name }) => name), releases };
}

function lintedRelease(release: Release, stream: Documents) {
  const { chart, statefulSet } = release;
  const { value } = statefulSet;
  const { path: containerPath, ...server } = release.server();
  const { announced, hostNetwork, container } = server;
  const announcesOwnNode = announced.by === 'host' || (hostNetwork && announced.by === 'pod');
  const steps = stepsOn(chart, stream.configuration);
  const affinity = steps.findLast(({ transform }) => transform === 'node-affinity')?.parameters;
  const { key, value: label, requiredKey } = { ...defaults.nodeAffinity, ...affinity };
  const ordinalLabel = { key, value: label };
  const ordinals = memberOrdinals(value);
  const [config] = serverConfigs(release);
  const password = defaultPassword(release);
  const ofNodes = ordinalSums(at(value, ...NODE_AFFINITY), ordinalLabel, ordinals.length);
  const version = aclServer(at(value, ...POD), chart);
  const [list] = announcedLists(container);
  return {
    ...release,
    ...server,
    stream,
    value,
    /** The server's configuration file, and the users that have a line in it. */
    config,
    users: config?.users ?? [],
    /** What Redis it is. */
    version,
    aclProblems: checkAcl(config?.directives ?? [], version, password?.sha256),
    password,
    /** Pod i belongs on nodes[i]. */
    nodes: stream.configuration.config.nodes ?? [],
    /** The names of the users that are to be there by overlays. */
    configuredUsers: configuredUsers(steps).map(({ name }) => name),
    /** The label that says whose node it is, also where overlay node-affinity is off. */
    ordinalLabel,
    /** The label that each of the nodes has: a required term on it keeps the pods among them. */
    requiredKey,
    containerPath,
    /** Where a variable's value stands: in an object of the stream, or in the server's container. */
    whereSet: ({ manifest, path }: Variable): Where =>
      manifest ? { manifest, path } : { path: [...containerPath, ...path] },
    /** The ports of a node that a pod binds. */
    claims: claimsOf(statefulSet),
    announcedBy: announced.by,
    /** Whether clients are sent to host names, while the members know each other by the pods' IPs. */
    announcesHosts: announced.by === 'list' && announced.hosts === true,
    /** The start script's list of IPs. */
    list: list && { ...list, path: [...containerPath, ...list.path] },
    /** Whether each pod announces the node it runs on, so that the order of the pods on the nodes does not matter. */
    announcesOwnNode,
    /** Whether it matters on which of the nodes a pod runs, and nothing but weights steers it there. */
    weightsSteer: !announcesOwnNode && !isPinned(release),
    /** The pods that can be members of a cluster. */
    ordinals,
    replicas: ordinals.length,
    /** What the preferred terms give to the node of each ordinal. */
    ...ofNodes,
    /** The ordinals for which there is a term. */
    covered: new Set(ofNodes.terms.flatMap((term) => term.ordinals)),
    podServices: podServices(release),
  };
}

/** Where what a check found stands. */
export interface Where {
  /** The document; left out it is the release's StatefulSet, or the stream as a whole. */
  readonly manifest?: Manifest | undefined;
  /** Where in the document's value; the document itself where left out. */
  readonly path?: Path;
  /** Where in the text at that path. */
  readonly place?: TextPlace;
}

/** A Service of externalAccess, which leads to one pod. */
export interface PodService {
  manifest: Manifest;
  ordinal: number;
}

function podServices({ statefulSet, find }: Release): PodService[] {
  const prefix = `${statefulSet.name}-`;
  return find({ group: '', kind: 'Service' }).flatMap((manifest) => {
    const pod = String(at(manifest.value, 'spec', 'selector', POD_NAME_LABEL));
    const ordinal = pod.startsWith(prefix) ? pod.slice(prefix.length) : '';
    return /^\d+$/.test(ordinal) ? [{ manifest, ordinal: Number(ordinal) }] : [];
  });
}

/**
 * Where the chart's Secret holds the password of `default`, with its hash; the password itself stays here. The chart makes
 * one of 10 letters and digits where its values have none (Helm template `common.secrets.passwords.manage`).
 */
function defaultPassword({ chart, find }: Release) {
  for (const manifest of find({ group: '', kind: 'Secret' })) {
    const found = dataOf('Secret', manifest.value).get(chart.values.passwordKey);
    if (!found) continue;
    const { bytes, path } = found;
    const looksRandom = /^[A-Za-z0-9]{10}$/.test(bytes.toString('latin1'));
    return { manifest, path, sha256: sha256Hex(bytes), looksRandom };
  }
  return undefined;
}
