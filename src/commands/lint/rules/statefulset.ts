import { lazily } from '../../../base/lazily.js';
import { listOf } from '../../../base/words.js';
import { nothingToWorkOn } from '../../../charts/no-release.js';
import { targetsIn } from '../../../charts/target.js';
import type { Chart } from '../../../generated/types.js';
import { at } from '../../../json/at.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import type { Problem } from '../check.js';
import type { LintedStream } from '../subject.js';

/** Releases whose documents are there without their StatefulSet; or nothing of a chart we know. */
export function statefulSetMissing(stream: LintedStream): Problem[] {
  const incomplete = stream.settings.charts.flatMap((chart) => withoutStatefulSet(stream, chart));
  if (incomplete.length > 0 || stream.releases.length > 0) return incomplete;
  const { release } = stream.settings;
  const others = stream.releaseNames;
  if (release !== undefined && release !== '*' && others.length > 0) {
    const message = `The configuration's release is ${release}, and the stream holds ${listOf(others)}`;
    return [{ message, remedy: 'Name one of them in `release` or with --set release=NAME, or leave it out for all.' }];
  }
  const error = nothingToWorkOn(stream.manifests, [], stream.settings.charts);
  if (!error) return [];
  if (error.code === 'input') throw error;
  return [{ message: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}` }];
}

/** Each release has one ConfigMap with the server's configuration, whether its StatefulSet is rendered or not. */
function withoutStatefulSet(stream: LintedStream, chart: Chart): Problem[] {
  const { name, key } = chart.config;
  const target = { chart: chart.name, group: '', kind: 'ConfigMap', name };
  const withoutIp = lazily(() => servicesWithoutIp(stream, chart));
  const complete = new Set(stream.releases.map(({ release }) => release.name));
  return targetsIn(stream.manifests, target, stream.settings.charts)
    .filter(({ release, value }) => stream.isMeant(release) && !complete.has(release) && isText(at(value, 'data', key)))
    .map((config) => {
      const message = `Release ${config.release} of ${chart.title} has no StatefulSet: no pod is ever made`;
      const service = withoutIp().find(({ release }) => release === config.release);
      const place = service ? { manifest: service, path: ['spec', 'type'] } : { manifest: config };
      return { ...place, message, remedy: chart.hints.noWorkload };
    });
}

/** The chart's reason for rendering no StatefulSet: externalAccess without IPs. */
function servicesWithoutIp(stream: LintedStream, chart: Chart): Manifest[] {
  const target = { chart: chart.name, group: '', kind: 'Service' };
  return targetsIn(stream.manifests, target, stream.settings.charts).filter(
    (one) =>
      at(one.value, 'spec', 'type') === 'LoadBalancer' && typeof at(one.value, 'spec', 'loadBalancerIP') !== 'string',
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';
