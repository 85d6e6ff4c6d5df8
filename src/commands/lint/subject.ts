import type { Variable } from '../../charts/container-env.js';
import { type Release, releasesIn } from '../../charts/releases.js';
import { serverConfigs } from '../../charts/server-config.js';
import { memberOrdinals } from '../../charts/storage.js';
import type { lintRules } from '../../generated/rules.js';
import { at, type Path } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { POD_NAME_LABEL, podName } from '../../kubernetes/objects.js';
import type { Configuration } from '../../overlays/configuration.js';
import type { FoundIn } from '../../report/rule-texts.js';
import type { TextPlace } from '../../yaml/read/tree.js';

/** Where what a check found stands: in which document, else in the release's StatefulSet or the stream as a whole. */
export interface Where {
  readonly manifest?: Manifest | undefined;
  /** The document itself where left out. */
  readonly path?: Path;
  /** Where in the text at that path. */
  readonly place?: TextPlace;
}

export type LintFound = FoundIn<typeof lintRules, 'section', Where>;

export type LintedStream = ReturnType<typeof lintedStream>;

/** A stream as the rules see it; `isPart` where it may hold some of a release's documents only. */
export function lintedStream(manifests: readonly Manifest[], configuration: Configuration, isPart: boolean) {
  const { release: wanted = '*' } = configuration.config;
  const isMeant = (name: string): boolean => wanted === '*' || wanted === name;
  const releases = releasesIn(manifests, configuration.charts);
  return {
    manifests,
    configuration,
    isPart,
    /** Whether the configuration means the release of this name. */
    isMeant,
    /** All releases whose StatefulSet is in the stream, and those of them that are meant. */
    releases,
    meant: releases.filter(({ name }) => isMeant(name)),
  };
}

export type LintedRelease = ReturnType<typeof lintedRelease>;

/** A release as the rules see it: what more than one of them reads out of its documents. */
export function lintedRelease(release: Release, stream: LintedStream) {
  const { value } = release.statefulSet;
  const { path: containerPath, ...read } = release.server();
  const { announced, hostNetwork } = read;
  const [config] = serverConfigs(release);
  return {
    ...release,
    ...read,
    containerPath,
    stream,
    value,
    config,
    /** Pod i belongs on nodes[i]. */
    nodes: stream.configuration.config.nodes ?? [],
    /** The pods that can be members of a cluster. */
    ordinals: memberOrdinals(value),
    /** What messages call a variable, and where its value stands: in an object of the stream, or in the server's container. */
    whereSet: ({ title, manifest, path }: Variable) =>
      manifest ? { title, manifest, path } : { title, path: [...containerPath, ...path] },
    /** Whether clients are sent to host names, while the members know each other by the pods' IPs. */
    announcesHosts: announced.by === 'list' && announced.hosts === true,
    /** Whether each pod announces the node it runs on, so that the order of the pods on the nodes does not matter. */
    announcesOwnNode: announced.by === 'host' || (hostNetwork && announced.by === 'pod'),
    podServices: podServices(release),
  };
}

/** The Services of externalAccess, each of which leads to one pod. */
function podServices({ statefulSet: { name }, find }: Release) {
  return find({ group: '', kind: 'Service' }).flatMap((manifest) => {
    const { spec } = manifest.value;
    const pod = String(at(spec, 'selector', POD_NAME_LABEL));
    const ordinal = Number(pod.slice(name.length + 1));
    return pod === podName(name, ordinal) ? [{ manifest, spec, ordinal }] : [];
  });
}

/** A list for a message, each once, of which three are named; it is read no further than to one more. */
export function someOf(words: Iterable<string>): string[] {
  const named = new Set<string>();
  for (const word of words) {
    if (named.size === 3 && !named.has(word)) return [...named, 'others'];
    named.add(word);
  }
  return [...named];
}
