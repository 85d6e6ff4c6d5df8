import { capital } from '../../../base/words.js';
import { nothingToWorkOn, underAnotherName } from '../../../charts/no-release.js';
import { targetsIn } from '../../../charts/releases.js';
import type { Chart } from '../../../generated/types.js';
import { at } from '../../../json/at.js';
import type { StreamChecks } from '../check.js';
import type { LintedStream } from '../subject.js';

export const STATEFUL_SET_CHECKS = {
  /** Releases whose documents are there without their StatefulSet, or under another name; or nothing of a chart we know. */
  *'statefulset-missing'(stream) {
    const aliased = underAlias(stream);
    yield* aliased;
    for (const { is, ...found } of missing(stream, aliased.length > 0))
      yield { is: { part: stream.isPart, [is]: true }, ...found };
  },
} satisfies Partial<StreamChecks>;

/** No overlay of a chart acts on these; beside a release that is known they may be meant to stay as they are. */
function underAlias({ manifests, releases, configuration, isMeant }: LintedStream) {
  const { charts, steps } = configuration;
  const own = steps.filter(({ target }) => target.chart === undefined);
  const is = { alias: true, beside: releases.length > 0 };
  return underAnotherName(manifests, charts)
    .filter(({ manifest }) => isMeant(manifest.release) && own.every(({ target }) => !targetsIn([manifest], target)[0]))
    .map(({ manifest, error: { message, remedy: fix = '' } }) => {
      return { is, manifest, path: ['metadata', 'labels'], text: capital(message), fix };
    });
}

function missing(stream: LintedStream, hasOthers: boolean) {
  const { manifests, releases, releaseNames: names, configuration } = stream;
  const { charts, config } = configuration;
  const incomplete = charts.flatMap((chart) => withoutStatefulSet(stream, chart));
  if (incomplete.length > 0 || releases.length > 0 || hasOthers) return incomplete;
  if (names.length > 0) return [{ is: 'other' as const, release: config.release, names }];
  const error = nothingToWorkOn(manifests, [], charts);
  if (error?.code === 'input') throw error;
  return error ? [{ is: 'none' as const, text: capital(error.message) }] : [];
}

/**
 * Each release has one ConfigMap with the server's configuration, whether its StatefulSet is rendered or not. The chart's
 * reason for rendering none is externalAccess without IPs.
 */
function withoutStatefulSet({ manifests, releases, isMeant }: LintedStream, chart: Chart) {
  const { name, key } = chart.config;
  const complete = new Set(releases.map(({ name }) => name));
  const configs = targetsIn(manifests, { group: '', kind: 'ConfigMap', name }, chart).filter(
    ({ release, value }) => isMeant(release) && !complete.has(release) && typeof at(value, 'data', key) === 'string',
  );
  const services = configs.length === 0 ? [] : targetsIn(manifests, { group: '', kind: 'Service' }, chart);
  const unasked = services.filter(
    ({ value: { spec } }) => at(spec, 'type') === 'LoadBalancer' && typeof at(spec, 'loadBalancerIP') !== 'string',
  );
  return configs.map((config) => {
    const { release } = config;
    const service = unasked.find((one) => one.release === release);
    const where = service ? { manifest: service, path: ['spec', 'type'] } : { manifest: config };
    return { is: 'incomplete' as const, ...where, release, chart: chart.title, hint: chart.hints.noWorkload };
  });
}
