import { nearest } from '../base/text.js';
import type { ConfigSources, LoadedConfig } from '../config/config.js';
import { configuredNodes } from '../config/nodes.js';
import { defaults } from '../generated/shipped.js';
import type { AclUser, AnnounceHostIpParameters, LocalDataParameters, NodeLabel } from '../generated/types.js';
import { ordinalValue } from '../kubernetes/selectors.js';
import { type ActiveStep, configurationOf, stepsOn } from './configuration.js';
import type { AclUserSettings } from './transforms/acl-user.js';
import type { PlacementSettings } from './transforms/node-affinity.js';
import type { Complete } from './transforms/transform.js';

/** What the commands about nodes work from. */
export type Setup = ReturnType<typeof setupOf>;

/** @throws HostportError `config`, as configurationOf, configuredNodes and installOf do */
export function setupOf(sources: ConfigSources) {
  const loaded = configurationOf(sources);
  const { chart, ...install } = installOf(loaded);
  const { release: named } = loaded.config;
  const release = named === undefined || named === '*' ? 'RELEASE' : named;
  return {
    loaded,
    nodes: configuredNodes(loaded),
    install,
    chart,
    /** `RELEASE` where the configuration leaves it open. */
    release,
    /** The name of the StatefulSet and of what belongs to it. */
    fullname: fullnameOf(release, chart.name, install.fullnameOverride),
    steps: stepsOn(chart, loaded),
  };
}

/**
 * The configuration's `install` section, with its defaults and the data of its chart.
 *
 * @throws HostportError `config` for a chart that is not known
 */
export function installOf({ config, charts, complain }: LoadedConfig) {
  const [all, own] = [defaults.config.install, config.install];
  const { chart: name, ...install } = { ...all, ...own };
  const known = charts.map((one) => one.name);
  const chart = charts[known.indexOf(name)];
  const message = `install.chart: there is no chart ${name}${nearest(name, known)}`;
  if (!chart) throw complain({ path: ['install', 'chart'], message });
  const persistence = { ...all.persistence, ...own?.persistence };
  return { ...install, chart, persistence, metrics: { ...all.metrics, ...own?.metrics } };
}

/**
 * The chart's full name: the override, else the release where it holds the chart's name, else both; at most 63
 * characters and without a dash at the end (Helm template `common.names.fullname`, all chart versions).
 */
export function fullnameOf(release: string, chart: string, override?: string): string {
  const name = override ?? (release.includes(chart) ? release : `${release}-${chart}`);
  return name.slice(0, 63).replace(/-$/, '');
}

/** What the overlays do about which pod runs where. */
export type Placement = ReturnType<typeof placementOf>;

/** Reads it from the steps that act on a chart; of two that do the same the later one is the user's own. */
export function placementOf(steps: readonly ActiveStep[]) {
  const by = (transform: ActiveStep['transform']): unknown =>
    steps.findLast((step) => step.transform === transform)?.parameters;
  const affinity = by('node-affinity') as PlacementSettings | undefined;
  const announce = by('announce-host-ip') as Complete<AnnounceHostIpParameters, 'announceHostIp'> | undefined;
  const local = by('local-data') as Complete<LocalDataParameters, 'localData'> | undefined;
  const labelled = local ?? affinity;
  const shared = [affinity, announce].flatMap((one) => (one ? [[one.requiredKey, one.requiredValue] as const] : []));
  const byText = new Map(shared.map(([key, value]) => [`${key}=${value}`, { key, value }]));
  const pin = affinity?.placement === 'pinned' ? affinity.pin : undefined;
  return {
    scheme: affinity?.placement ?? ('none' as const),
    /** What binds each pod to its node; undefined where nothing does. */
    pin: local ? ('local-data' as const) : pin,
    announcesHostIp: announce !== undefined,
    podManagementPolicy: by('ordered-ready') ? ('OrderedReady' as const) : ('Parallel' as const),
    /** The label of the node on which an ordinal belongs; undefined where no overlay looks at one. */
    ordinalLabel: (ordinal: number): NodeLabel | undefined =>
      labelled && { key: labelled.key, value: ordinalValue(labelled.value, ordinal) },
    /** Labels that all nodes of the release carry, for the required terms. */
    setLabels: [...byText.values()],
  };
}

export function configuredUsers(steps: readonly ActiveStep[]): readonly AclUser[] {
  const own = steps.filter(({ transform }) => transform === 'acl-user');
  return own.flatMap(({ parameters }) => (parameters as unknown as AclUserSettings).users);
}
