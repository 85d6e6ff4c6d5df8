import { checkAcl } from '../acl/check.js';
import { failure } from '../base/errors.js';
import { aclFileVariable } from '../charts/container-env.js';
import type { Release } from '../charts/releases.js';
import { readinessWait, serverConfigs } from '../charts/server-config.js';
import { at } from '../json/values.js';
import { createsInOrder } from '../kubernetes/pod-template.js';

/**
 * Refuses what could certainly never start: Helm shows no warning of a post-renderer that succeeds, so an error is the
 * only thing a user would see.
 *
 * @param release as it is after post-rendering
 * @throws HostportError `refused`
 */
export function refuseDeadOnArrival(release: Release): void {
  const { statefulSet, chart } = release;
  const { title } = statefulSet;
  const wait = createsInOrder(statefulSet.value) ? readinessWait(release) : undefined;
  if (wait) {
    const { script, path, place } = wait;
    const values = { title, script: script.title, waitsFor: chart.readiness.waitsFor, hint: chart.hints.deadlock };
    throw failure('deadlock', values, { position: script.positionOf(path, place) });
  }
  refuseServerStop(release);
  // Of pods that announce their node's IP and bind no ports there none would reach another, and no cluster is ever created.
  const { announced, hostNetwork, ports, path } = release.server();
  const unbound = ports.filter(({ bound }) => bound === undefined).map(({ name }) => name);
  if (announced.by !== 'host' || hostNetwork || unbound.length === 0) return;
  const position = statefulSet.positionOf([...path, 'ports']);
  throw failure('unbound-host-ip', { title, ports: unbound.join(' and ') }, { position });
}

/** Lines of the configuration file at which the server stops. */
function refuseServerStop(release: Release): void {
  const { statefulSet, chart } = release;
  const { environment, version, path: container } = release.server();
  const { key } = chart.config;
  for (const { manifest, path, text, directives, users } of serverConfigs(release)) {
    // Lines of ours or of the chart's values, together with an ACL file that the environment sets.
    const file = users.length > 0 ? aclFileVariable(environment, chart) : undefined;
    if (file) {
      const values = { title: statefulSet.title, variable: file.title, key };
      const position = file.manifest?.positionOf(file.path) ?? statefulSet.positionOf([...container, ...file.path]);
      throw failure('acl-file-and-users', values, { position });
    }
    // Lint reports the rest: what a newer server or a module may know, and lines that have nothing to do with users.
    const stop = checkAcl(directives, version).find(({ rule, stops }) => stops === 'yes' && rule !== 'config-syntax');
    if (!stop) continue;
    const values = { title: manifest.title, why: stop.message, line: stop.lineIndex + 1, key };
    // The line is in the document as it came, unless our edit wrote or moved it.
    const before = at(manifest.parsed.value, ...manifest.path, ...path);
    const [same, line] = [before, text].map((one) => String(one).split('\n')[stop.lineIndex]);
    throw failure('server-stops', values, { position: manifest.positionOf(path, same === line ? stop : undefined) });
  }
}
