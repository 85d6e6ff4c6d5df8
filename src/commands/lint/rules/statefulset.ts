import { capital, listOf } from '../../../base/words.js';
import { nothingToWorkOn, underAnotherName } from '../../../charts/no-release.js';
import { targetsIn } from '../../../charts/releases.js';
import type { Chart } from '../../../generated/types.js';
import { at } from '../../../json/at.js';
import type { Problem } from '../check.js';
import type { LintedStream } from '../subject.js';

/** Releases whose documents are there without their StatefulSet, or under another name; or nothing of a chart we know. */
export function statefulSetMissing(stream: LintedStream): Problem[] {
  const aliased = underAlias(stream);
  const problems = missing(stream, aliased.length > 0);
  return [
    ...aliased,
    ...(stream.isPart ? problems.map((one): Problem => ({ ...one, severity: 'info', remedy: REST })) : problems),
  ];
}

/** No overlay of a chart acts on these; beside a release that is known they may be meant to stay as they are. */
function underAlias({ manifests, releases, configuration, isMeant }: LintedStream): Problem[] {
  const { charts, steps } = configuration;
  const own = steps.filter(({ target }) => target.chart === undefined);
  return underAnotherName(manifests, charts)
    .filter(({ manifest }) => isMeant(manifest.release) && own.every(({ target }) => !targetsIn([manifest], target)[0]))
    .map(({ manifest, error: { message, remedy } }) => ({
      ...{ manifest, path: ['metadata', 'labels'], message: capital(message), ...(remedy && { remedy }) },
      ...(releases.length > 0 && { severity: 'warning' as const }),
    }));
}

const REST =
  'Name all files of the release in one call, or lint what `helm template` prints; where these are all, the chart renders none.';

function missing(stream: LintedStream, hasOthers: boolean): Problem[] {
  const { manifests, releases, releaseNames, configuration } = stream;
  const { charts, config } = configuration;
  const incomplete = charts.flatMap((chart) => withoutStatefulSet(stream, chart));
  if (incomplete.length > 0 || releases.length > 0 || hasOthers) return incomplete;
  if (releaseNames.length > 0) {
    const message = `The configuration's release is ${config.release}, and the stream holds ${listOf(releaseNames)}`;
    return [{ message, remedy: 'Name one of them in `release` or with --set release=NAME, or leave it out for all.' }];
  }
  const error = nothingToWorkOn(manifests, [], charts);
  if (error?.code === 'input') throw error;
  return error ? [{ message: capital(error.message) }] : [];
}

/**
 * Each release has one ConfigMap with the server's configuration, whether its StatefulSet is rendered or not. The chart's
 * reason for rendering none is externalAccess without IPs.
 */
function withoutStatefulSet({ manifests, releases, isMeant }: LintedStream, chart: Chart): Problem[] {
  const { name, key } = chart.config;
  const complete = new Set(releases.map(({ release }) => release.name));
  const target = { group: '', kind: 'ConfigMap', name };
  const configs = targetsIn(manifests, target, chart).filter(
    ({ release, value }) => isMeant(release) && !complete.has(release) && typeof at(value, 'data', key) === 'string',
  );
  if (configs.length === 0) return [];
  const services = targetsIn(manifests, { group: '', kind: 'Service' }, chart).filter(
    ({ value: { spec } }) => at(spec, 'type') === 'LoadBalancer' && typeof at(spec, 'loadBalancerIP') !== 'string',
  );
  return configs.map((config) => {
    const message = `Release ${config.release} of ${chart.title} has no StatefulSet: no pod is ever made`;
    const service = services.find(({ release }) => release === config.release);
    const place = service ? { manifest: service, path: ['spec', 'type'] } : { manifest: config };
    return { ...place, message, remedy: chart.hints.noWorkload };
  });
}
