import { type AclProblem, checkAcl } from '../../acl/index.js';
import { lazily } from '../../base/lazily.js';
import { sha256Hex } from '../../base/sha256.js';
import { type Announcement, announcement } from '../../charts/announced.js';
import { type AnnouncedList, announcedList } from '../../charts/announced-list.js';
import { type HardPin, hardPin } from '../../charts/pin.js';
import { type Release, releasesIn } from '../../charts/releases.js';
import { memberOrdinals, serverContainer, serverVersion } from '../../charts/statefulset.js';
import type { Chart, NodeEntry, OverlayTarget } from '../../generated/types.js';
import { at, type Path } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { POD_NAME_LABEL } from '../../kubernetes/names.js';
import { type OrdinalLabel, type OrdinalSums, ordinalSums } from '../../kubernetes/node-affinity.js';
import { NODE_AFFINITY, POD, usesHostNetwork } from '../../kubernetes/pod-template.js';
import { type HostPortIndex, hostPortIndex } from './host-ports.js';

/** What the rules get beside the stream. */
export interface LintSettings {
  /** The configuration's `release`: a name; each of them without one. */
  release: string | undefined;
  /** The charts whose releases are known. */
  charts: readonly Chart[];
  /** Pod i belongs on nodes[i]. */
  nodes: readonly NodeEntry[];
  /** The labels that overlay node-affinity looks at. */
  labels: (chart: Chart) => NodeLabels;
  /** Names of the ACL users that are configured for a chart. */
  users: (chart: Chart) => readonly string[];
}

/** The node labels by which pods are steered. */
export interface NodeLabels {
  /** The one that says whose node it is. */
  ordinal: OrdinalLabel;
  /** Keys that each of the nodes carries, whatever their value: a required term on one keeps the pods among them. */
  shared: readonly string[];
}

/**
 * A stream as the rules see it. What several of them need is a function that works it out when it is first asked.
 */
export class LintedStream {
  readonly manifests: readonly Manifest[];
  readonly settings: LintSettings;
  /** The releases to look at, whose StatefulSet is in the stream. */
  readonly releases: readonly LintedRelease[];
  /** Who binds which port of a node. */
  readonly hostPorts = lazily((): HostPortIndex => hostPortIndex(this.manifests));

  /** The names of all releases in the stream whose StatefulSet is in it, meant or not. */
  readonly releaseNames: readonly string[];
  /** The Pod Security level enforced in each Namespace that the stream makes, by its name. */
  readonly podSecurityLevels = lazily(() => podSecurityLevels(this.manifests));

  constructor(manifests: readonly Manifest[], settings: LintSettings) {
    this.manifests = manifests;
    this.settings = settings;
    const all = releasesIn(manifests, settings.charts);
    this.releaseNames = all.map(({ name }) => name);
    this.releases = all.filter(({ name }) => this.isMeant(name)).map((release) => new LintedRelease(release, this));
  }

  /** Whether the configuration's `release` means the one of this name. */
  isMeant(name: string): boolean {
    const { release } = this.settings;
    return release === undefined || release === '*' || release === name;
  }
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';

function podSecurityLevels(manifests: readonly Manifest[]): Map<string, string> {
  const namespaces = manifests.filter(({ kind }) => kind === 'Namespace');
  return new Map(
    namespaces.flatMap(({ name, labels }): [string, string][] => {
      const level = labels[ENFORCE];
      return typeof level === 'string' ? [[name, level]] : [];
    }),
  );
}

/** A per-pod Service of externalAccess. */
export interface PodService {
  manifest: Manifest;
  ordinal: number;
}

/** The server's configuration file: its ConfigMap, the path in it, and the text. */
export interface ServerConfig {
  manifest: Manifest;
  path: Path;
  text: string;
}

/** A release as the rules see it. */
export class LintedRelease {
  readonly stream: LintedStream;
  readonly release: Release;
  readonly chart: Chart;
  readonly statefulSet: Manifest;
  readonly labels: NodeLabels;

  constructor(release: Release, stream: LintedStream) {
    this.stream = stream;
    this.release = release;
    this.chart = release.chart;
    this.statefulSet = release.statefulSet;
    this.labels = stream.settings.labels(release.chart);
  }

  /** The StatefulSet's value. */
  get value(): JsonObject {
    return this.statefulSet.value;
  }

  /** How many pods there are, as far as they can be members of a cluster: rules count up to this number. */
  get replicas(): number {
    return memberOrdinals(this.value).length;
  }

  get hostNetwork(): boolean {
    return usesHostNetwork(at(this.value, ...POD));
  }

  /** The server's container and its index. */
  readonly server = lazily(() => serverContainer(this.value, this.chart));

  readonly announcement = lazily((): Announcement => announcement(this.server()?.item, this.chart));

  /** The start script's list of IPs. */
  readonly list = lazily((): AnnouncedList | undefined => announcedList(this.value, this.server()?.index ?? 0));

  /** Whether each pod announces the node it runs on, so that the order of the pods on the nodes does not matter. */
  readonly announcesOwnNode = lazily((): boolean => {
    const { by } = this.announcement();
    return by === 'host' || (this.hostNetwork && by === 'pod');
  });

  readonly pin = lazily((): HardPin | undefined => hardPin(this.release));

  /** What the preferred terms give to the node of each ordinal. */
  readonly ordinals = lazily((): OrdinalSums => {
    return ordinalSums(at(this.value, ...NODE_AFFINITY), this.labels.ordinal, this.replicas);
  });

  /** The Services that lead to one pod each, in the stream's order. */
  readonly podServices = lazily((): PodService[] => {
    const prefix = `${this.statefulSet.name}-`;
    return this.find({ group: '', kind: 'Service' }).flatMap((manifest) => {
      const pod = String(at(manifest.value, 'spec', 'selector', POD_NAME_LABEL));
      const ordinal = pod.startsWith(prefix) ? pod.slice(prefix.length) : '';
      return /^\d+$/.test(ordinal) ? [{ manifest, ordinal: Number(ordinal) }] : [];
    });
  });

  readonly config = lazily((): ServerConfig | undefined => {
    const { name, key } = this.chart.config;
    return this.find({ group: '', kind: 'ConfigMap', name })
      .map((manifest) => ({ manifest, path: ['data', key], text: at(manifest.value, 'data', key) }))
      .find((one): one is ServerConfig & { path: string[] } => typeof one.text === 'string');
  });

  readonly aclProblems = lazily((): readonly AclProblem[] =>
    checkAcl(this.config()?.text ?? '', {
      serverVersion: serverVersion(this.value, this.chart),
      product: this.chart.server.product,
      defaultPasswordSha256: this.password()?.sha256,
    }),
  );

  /** The release's own documents of a kind. */
  find(target: Omit<OverlayTarget, 'chart'>): Manifest[] {
    return this.release.find({ ...target, chart: this.chart.name });
  }

  /**
   * Where the chart's Secret holds the password of `default`, with its hash; the password itself stays here. The chart makes
   * one of 10 letters and digits where its values have none (Helm template `common.secrets.passwords.manage`).
   */
  readonly password = lazily(
    (): { manifest: Manifest; path: Path; sha256: string; looksRandom: boolean } | undefined => {
      const { passwordKey } = this.chart.values;
      for (const manifest of this.find({ group: '', kind: 'Secret' })) {
        const plain = at(manifest.value, 'stringData', passwordKey);
        const isPlain = typeof plain === 'string';
        const password = isPlain ? Buffer.from(plain) : decoded(at(manifest.value, 'data', passwordKey));
        if (!password) continue;
        const looksRandom = /^[A-Za-z0-9]{10}$/.test(password.toString('latin1'));
        return {
          manifest,
          path: [isPlain ? 'stringData' : 'data', passwordKey],
          sha256: sha256Hex(password),
          looksRandom,
        };
      }
      return undefined;
    },
  );
}

function decoded(base64: unknown): Buffer | undefined {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
}
