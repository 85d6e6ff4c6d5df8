import { checkAcl } from '../acl/check.js';
import type { AclProblem } from '../acl/problem.js';
import { failure } from '../base/errors.js';
import type { Position } from '../base/position.js';
import { announcement } from '../charts/announced.js';
import { aclFileVariable, environmentOf } from '../charts/environment.js';
import { readinessWait } from '../charts/readiness.js';
import type { Release } from '../charts/releases.js';
import { aclServer, serverConfigs, serverContainer, serverEnvironment } from '../charts/statefulset.js';
import { at, itemsAt, type Path } from '../json/at.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { createsInOrder, POD, usesHostNetwork } from '../kubernetes/pod-template.js';

/** The value a document has after post-rendering. */
type FinalValue = (manifest: Manifest) => unknown;

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
  const { script, path, place } = wait;
  const { waitsFor } = chart.readiness;
  const values = { title: statefulSet.title, script: script.title, waitsFor, hint: chart.hints.deadlock };
  throw failure('deadlock', values, { position: script.positionOf(path, place) });
}

/** Lines of the configuration file at which the server stops. */
function refuseServerStop(release: Release, final: FinalValue): void {
  const server = aclServer(release.statefulSet.value, release.chart);
  for (const { manifest, path, text, directives, users } of serverConfigs(release, final)) {
    if (users.length > 0) refuseAclFile(release, final);
    // What only a newer server or a module may know is not certain: lint reports it, and the stream passes. So does a line
    // of the user's own that has nothing to do with users.
    const problems = checkAcl(directives, server);
    const stop = problems.find(({ rule, stops }) => stops === 'yes' && rule !== 'config-syntax');
    if (!stop) continue;
    const { title } = manifest;
    const values = { title, why: stop.message, line: stop.lineIndex + 1, key: release.chart.config.key };
    throw failure('server-stops', values, { position: placeOf(manifest, path, text, stop) });
  }
}

/** `user` lines, of ours or of the chart's values, together with an ACL file that the environment sets. */
function refuseAclFile(release: Release, final: FinalValue): void {
  const { statefulSet, chart } = release;
  const { environment, path } = serverEnvironment(release, final);
  const file = aclFileVariable(environment, chart);
  if (!file) return;
  const values = { title: statefulSet.title, variable: file.title, key: chart.config.key };
  const position = file.manifest?.positionOf(file.path) ?? statefulSet.positionOf([...path, ...file.path]);
  throw failure('acl-file-and-users', values, { position });
}

/** Where a line of the final text is in the document as it came; at its key, where our edit wrote or moved the line. */
function placeOf(manifest: Manifest, path: Path, finalText: string, stop: AclProblem): Required<Position> {
  const lineOf = (text: unknown): string | undefined => String(text).split('\n')[stop.lineIndex];
  const same = lineOf(at(manifest.value, ...path)) === lineOf(finalText);
  return manifest.positionOf(path, same ? stop : undefined);
}

/**
 * Pods that announce their node's IP but do not bind their ports there: no member of the cluster would reach another,
 * so it is never created.
 *
 * @param value the StatefulSet after post-rendering
 * @throws HostportError `refused`
 */
function refuseUnboundHostIp({ statefulSet, chart }: Release, value: unknown): void {
  const container = serverContainer(value, chart);
  if (!container || announcement(environmentOf(container.item), chart).by !== 'host') return;
  if (usesHostNetwork(at(value, ...POD))) return;
  const names = [chart.ports.client, chart.ports.bus];
  const bound = itemsAt(container.item, 'ports').filter(({ item }) => typeof item.hostPort === 'number');
  const unbound = names.filter((name) => !bound.some(({ item }) => item.name === name));
  if (unbound.length === 0) return;
  const position = statefulSet.positionOf([...POD, 'containers', container.index, 'ports']);
  throw failure('unbound-host-ip', { title: statefulSet.title, ports: unbound.join(' and ') }, { position });
}
