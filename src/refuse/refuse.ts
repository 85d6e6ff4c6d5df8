import { checkAcl } from '../acl/index.js';
import { at, serverVersion } from '../chart/statefulset.js';
import { HostportError } from '../errors.js';
import type { Manifest } from '../match/manifest.js';
import type { Release } from '../match/releases.js';
import { positionAt } from '../split/document.js';
import { locate } from '../split/locate.js';
import { readinessWait, startsInOrder } from './deadlock.js';

/** The value a document has after post-rendering. */
export type FinalValue = (manifest: Manifest) => unknown;

/**
 * Refuses what could certainly never start: Helm shows no warning of a post-renderer that succeeds, so an error is the
 * only thing a user would see.
 *
 * @throws HostportError `refused`
 */
export function refuseDeadOnArrival(release: Release, final: FinalValue): void {
  refuseDeadlock(release, final);
  refuseServerStop(release, final);
}

function refuseDeadlock(release: Release, final: FinalValue): void {
  const { statefulSet, chart } = release;
  const value = final(statefulSet);
  const wait = startsInOrder(value) ? readinessWait(release, value) : undefined;
  if (!wait) return;
  const { document, parsed, title } = wait.script;
  throw new HostportError(
    'refused',
    `${statefulSet.title} would never start: with podManagementPolicy OrderedReady pod 1 is created when pod 0 is ` +
      `Ready, and the readiness script in ${title} waits for ${chart.readiness.waitsFor}, which needs all pods`,
    { position: positionAt(document, locate(parsed, wait.path).start), remedy: chart.hints.deadlock },
  );
}

/** Lines of the configuration file at which the server stops; looked at only where there is a user line at all. */
function refuseServerStop(release: Release, final: FinalValue): void {
  const { chart, statefulSet } = release;
  const { name, key } = chart.config;
  const target = { chart: chart.name, group: '', kind: 'ConfigMap', name, words: [key] };
  for (const manifest of release.find({ ...target, words: [key, 'user '] })) {
    const text = at(final(manifest), 'data', key);
    if (typeof text !== 'string') continue;
    const server = { serverVersion: serverVersion(statefulSet.value, chart), product: chart.server.product };
    const [stop] = checkAcl(text, server).filter(({ rule }) => STOPS.has(rule));
    if (!stop) continue;
    throw new HostportError('refused', `${manifest.title}: ${stop.message}`, {
      position: positionAt(manifest.document, locate(manifest.parsed, ['data', key]).start),
      remedy: `The server stops at line ${stop.lineIndex + 1} of ${key}. It comes from the chart's values or from overlays.acl-user.users.`,
    });
  }
}

const STOPS = new Set(['acl-syntax', 'acl-duplicate-user', 'acl-aclfile', 'acl-redis-version']);
