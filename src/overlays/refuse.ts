import { type AclProblem, checkAcl } from '../acl/index.js';
import { HostportError } from '../base/errors.js';
import type { Position } from '../base/position.js';
import { aclFileVariable } from '../charts/access.js';
import { readinessWait } from '../charts/readiness.js';
import type { Release } from '../charts/releases.js';
import { serverContainer, serverVersion } from '../charts/statefulset.js';
import { at, type Path } from '../json/at.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { createsInOrder, POD } from '../kubernetes/pod-template.js';
import { directivesIn } from '../redis-config/config-text.js';
import { positionAt } from '../yaml/read/document.js';
import { locate, locateInText } from '../yaml/read/locate.js';
import { refuseUnboundHostIp } from './refuse-unbound-host-ip.js';

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
  refuseUnboundHostIp(release, final(release.statefulSet));
}

function refuseDeadlock(release: Release, final: FinalValue): void {
  const { statefulSet, chart } = release;
  const value = final(statefulSet);
  const wait = createsInOrder(value) ? readinessWait(release, value) : undefined;
  if (!wait) return;
  const { document, parsed, title } = wait.script;
  throw new HostportError(
    'refused',
    `${statefulSet.title} would never start: with podManagementPolicy OrderedReady pod 1 is created when pod 0 is ` +
      `Ready, and the readiness script in ${title} waits for ${chart.readiness.waitsFor}, which needs all pods`,
    { position: positionAt(document, locateInText(parsed, wait.path, wait.place).start), remedy: chart.hints.deadlock },
  );
}

/** Lines of the configuration file at which the server stops. */
function refuseServerStop(release: Release, final: FinalValue): void {
  const { chart, statefulSet } = release;
  const { name, key } = chart.config;
  const target = { chart: chart.name, group: '', kind: 'ConfigMap', name };
  for (const manifest of release.find(target)) {
    const text = at(final(manifest), 'data', key);
    if (typeof text !== 'string') continue;
    const server = { serverVersion: serverVersion(statefulSet.value, chart), product: chart.server.product };
    // What only a newer server or a module may know is not certain: lint reports it, and the stream passes. So does a line
    // of the user's own that has nothing to do with users.
    const stop = checkAcl(text, server).find(({ rule, stops }) => stops === 'yes' && rule !== 'config-syntax');
    refuseAclFile(release, final, text);
    if (!stop) continue;
    throw new HostportError('refused', `${manifest.title}: ${stop.message}`, {
      position: placeOf(manifest, ['data', key], text, stop),
      remedy: `The server stops at line ${stop.lineIndex + 1} of ${key}. It comes from the chart's values or from overlays.acl-user.users.`,
    });
  }
}

/** `user` lines, of ours or of the chart's values, beside an ACL file that the environment sets. */
function refuseAclFile({ statefulSet, chart }: Release, final: FinalValue, text: string): void {
  const container = serverContainer(final(statefulSet), chart);
  const file = aclFileVariable(container?.item, chart);
  if (!container || !file || !directivesIn(text).some(({ name }) => name === 'user')) return;
  const { document, parsed, title } = statefulSet;
  const message = `${title}: ${file.name} sets an ACL file, and ${chart.config.key} has a \`user\` line: the server does not start with both`;
  const path = [...POD, 'containers', container.index, ...file.path];
  throw new HostportError('refused', message, {
    position: positionAt(document, locate(parsed, path).start),
    remedy: `Write the user into that file and set overlays.acl-user to false, or take ${file.name} out of the chart's values.`,
  });
}

/** Where a line of the final text stands in the document as it came; at its key, where our edit wrote or moved the line. */
function placeOf(manifest: Manifest, path: Path, finalText: string, stop: AclProblem): Required<Position> {
  const { parsed, document, value } = manifest;
  const lineOf = (text: unknown): string | undefined => String(text).split('\n')[stop.lineIndex];
  const same = lineOf(at(value, ...path)) === lineOf(finalText);
  return positionAt(document, (same ? locateInText(parsed, path, stop) : locate(parsed, path)).start);
}
