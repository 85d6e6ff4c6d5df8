import { HostportError } from '../../base/errors.js';
import { VERSION } from '../../base/version.js';
import { podsInWords } from '../../base/words.js';
import type { NodeEntry } from '../../generated/types.js';
import { canonicalAddress } from '../../kubernetes/address.js';
import type { Configuration } from '../../overlays/configuration.js';
import type { Address } from '../../redis/access.js';
import { runChecks, type VerifyFinding } from './finding.js';
import { CHECKS } from './objects/checks/index.js';
import { unboundPorts } from './objects/checks/ports.js';
import { type ClusterObjects, COMMAND } from './objects/cluster.js';
import { expectationOf } from './objects/expectation.js';
import {
  clientPort,
  type LivePod,
  type LiveRelease,
  liveRelease,
  type OrdinalPod,
  ordinalPods,
} from './objects/release.js';
import { inPod } from './objects/remedies.js';
import { selectLive } from './objects/select.js';
import { type Section, type Verification, verifiedRelease, verifiedServer } from './report/report.js';
import type { AskedServer } from './servers/ask.js';
import { REDIS_CHECKS } from './servers/checks/index.js';
import { type ClusterView, clusterView, type Place } from './servers/view.js';

/** How servers are asked; nothing where they are not (`--redis` left out). */
export interface RedisQuestions {
  ask: (addresses: readonly Address[]) => Promise<AskedServer[]>;
  user: string | undefined;
  /** Where the pods do not tell it. */
  port: number | undefined;
}

/** Part of a report: one release, or one list of servers. */
type Part = Pick<Verification, 'releases' | 'servers' | 'sections' | 'findings'>;

/** Verifies the releases in what kubectl gives, one after the other; throws `match` as selectLive does. */
export async function verifyReleases(
  objects: ClusterObjects,
  configured: Configuration,
  redis: RedisQuestions | undefined,
): Promise<Verification> {
  const found = selectLive(objects, configured.config.release, configured.charts);
  const parts: Part[] = [];
  for (const one of found) {
    const ordinals = ordinalPods(one, objects);
    const port = redis?.port ?? clientPort(one);
    const asked = redis ? await redis.ask(addressesOf(ordinals).map((ip) => ({ ip, port }))) : [];
    const release = liveRelease(one, ordinals, objects, expectationOf(configured, one, found.length === 1, asked));
    parts.push(releasePart(release));
    if (!redis) continue;
    const places = placesByAddress(release);
    const cli = one.chart.values.cli;
    parts.push(serversPart(clusterView(asked, { title: release.title, places, cli, user: redis.user }), asked));
  }
  return together(parts);
}

/** Verifies the servers at the configured nodes: what --redis does without anything from kubectl. */
export async function verifyServers(
  nodes: readonly NodeEntry[],
  { port, cli, user, ask }: RedisQuestions & { port: number; cli: string },
): Promise<Verification> {
  if (nodes.length === 0) {
    const message = 'which servers? Neither objects from kubectl nor nodes in the configuration are given';
    const remedy = `List \`nodes\` in the configuration, or: ${COMMAND} | redis-hostport verify --redis`;
    throw new HostportError('usage', message, { remedy });
  }
  const asked = await ask(nodes.map(({ ip }) => ({ ip, port })));
  const places = new Map(nodes.map(({ ip, name }) => [canonicalAddress(ip), { title: name, misplaced: false }]));
  const title = 'servers of the configured nodes';
  return together([serversPart(clusterView(asked, { title, places, cli, user }), asked)]);
}

/** Where servers may be: at the announced addresses, and at the IPs of the nodes on which the pods are. */
function addressesOf(ordinals: readonly OrdinalPod[]): string[] {
  const addresses = ordinals.flatMap(({ scriptIp, pod, announcement }) =>
    announcement.by === 'list' && announcement.hosts ? [scriptIp] : [scriptIp, pod?.hostIp],
  );
  return addresses.filter((address) => address !== undefined);
}

/** Whose each address is: of the pod that runs on the node, else of the one that announces the IP. */
function placesByAddress(release: LiveRelease): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (ip: string | undefined, { ordinal }: LivePod, more: Omit<Place, 'title'>): void => {
    const key = canonicalAddress(ip ?? '');
    if (ip !== undefined && !places.has(key)) places.set(key, { title: podsInWords([ordinal]), ...more });
  };
  for (const live of release.pods) {
    add(live.here, live, { misplaced: live.right === false, probe: probesOf(release, live) });
  }
  for (const live of release.pods) add(live.scriptIp, live, { misplaced: false });
  return places;
}

function probesOf(release: LiveRelease, live: LivePod): string[] {
  const { hostIp, podIp, ready } = live.pod ?? {};
  const other = release.pods.find(({ pod, ordinal }) => pod?.ready && ordinal !== live.ordinal);
  if (!ready || !other || hostIp === undefined || podIp === undefined || hostIp === podIp) return [];
  if (unboundPorts(release, live.container).length > 0) return [];
  return [podIp, hostIp].map((ip) => inPod(release, other, '-h', ip, 'ping'));
}

function releasePart(release: LiveRelease): Part {
  return {
    releases: [verifiedRelease(release)],
    servers: [],
    sections: [{ title: release.title, checks: CHECKS }],
    findings: runChecks(CHECKS, release, release.title),
  };
}

function serversPart(view: ClusterView, asked: readonly AskedServer[]): Part {
  return {
    releases: [],
    servers: asked.map((server) => verifiedServer(server, view.places.get(canonicalAddress(server.ip))?.title)),
    sections: [{ title: view.title, checks: REDIS_CHECKS }],
    findings: runChecks(REDIS_CHECKS, view, view.title),
  };
}

function together(parts: readonly Part[]): Verification {
  const findings = parts.flatMap((part) => part.findings);
  const of = (severity: VerifyFinding['severity']) => findings.filter((finding) => finding.severity === severity);
  return {
    version: VERSION,
    releases: parts.flatMap(({ releases }) => releases),
    servers: parts.flatMap(({ servers }) => servers),
    sections: merged(parts.flatMap(({ sections }) => sections)),
    findings: [...of('error'), ...of('warning')],
  };
}

/** The checks of a release's objects and of its servers are one section. */
function merged(sections: readonly Section[]): Section[] {
  const titles = [...new Set(sections.map(({ title }) => title))];
  return titles.map((title) => ({
    title,
    checks: sections.filter((section) => section.title === title).flatMap(({ checks }) => checks),
  }));
}
