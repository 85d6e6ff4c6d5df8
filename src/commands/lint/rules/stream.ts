import { capital } from '../../../base/text.js';
import { isOfChart, nothingToWorkOn, targetsIn, underAnotherName } from '../../../charts/releases.js';
import type { Chart } from '../../../generated/types.js';
import { at, isObject, type Path } from '../../../json/values.js';
import { textPlace } from '../../../yaml/read/tree.js';
import type { LintedStream, LintFound } from '../subject.js';

/** Releases whose documents are there without their StatefulSet, or under another name; or nothing of a chart we know. */
export function* missingFaults(stream: LintedStream): Generator<LintFound> {
  const { manifests, releases, meant, configuration, isMeant, isPart: part } = stream;
  const { charts, steps, config } = configuration;
  const rule = 'statefulset-missing';
  // No overlay of a chart acts on these; beside a release that is known they may be meant to stay as they are.
  const own = steps.filter(({ target }) => target.chart === undefined);
  const aliased = underAnotherName(manifests, charts).filter(
    ({ manifest }) => isMeant(manifest.release) && !own.some(({ target }) => targetsIn([manifest], target).length > 0),
  );
  for (const { manifest, error } of aliased) {
    const is = { alias: true, beside: meant.length > 0 };
    yield { rule, is, manifest, path: ['metadata', 'labels'], text: capital(error.message), fix: error.remedy };
  }
  const incomplete = charts.flatMap((chart) => withoutStatefulSet(stream, chart));
  for (const found of incomplete) yield { rule, is: { part, incomplete: true }, ...found };
  if (aliased.length + incomplete.length + meant.length > 0) return;
  const names = releases.map(({ name }) => name);
  if (names.length > 0) {
    yield { rule, is: { part, other: true }, release: config.release, names };
    return;
  }
  const error = nothingToWorkOn(manifests, charts);
  if (error?.code === 'input') throw error;
  if (error) yield { rule, is: { part, none: true }, text: capital(error.message) };
}

/**
 * Each release has one ConfigMap with the server's configuration, whether its StatefulSet is rendered or not. The chart's
 * reason for rendering none is externalAccess without IPs.
 */
function withoutStatefulSet({ manifests, releases, isMeant }: LintedStream, chart: Chart) {
  const { name, key } = chart.config;
  const complete = releases.map((one) => one.name);
  const configs = targetsIn(manifests, { group: '', kind: 'ConfigMap', name }, chart).filter(
    ({ release, value }) =>
      isMeant(release) && !complete.includes(release) && typeof at(value, 'data', key) === 'string',
  );
  return configs.map((config) => {
    const { release } = config;
    const own = targetsIn(manifests, { group: '', kind: 'Service' }, chart).filter((one) => one.release === release);
    const service = own.find(
      ({ value: { spec } }) => at(spec, 'type') === 'LoadBalancer' && typeof at(spec, 'loadBalancerIP') !== 'string',
    );
    const where = service ? { manifest: service, path: ['spec', 'type'] } : { manifest: config };
    return { ...where, release, chart: chart.title, hint: chart.hints.noWorkload };
  });
}

/** A template's action, but for those that begin with `$`: they are Prometheus' own, which Helm has to leave. */
const ACTION = /\{\{(?!-?\s*\$)[^{}]*\}\}/g;

/** Values which a chart's template was to render and did not, because it did not pass them on to `tpl`. */
export function* templateFaults({ manifests, configuration, isMeant }: LintedStream): Generator<LintFound> {
  const own = manifests.filter(
    (one) =>
      one.document.text.includes('{{') &&
      one.group !== 'monitoring.coreos.com' &&
      configuration.charts.some((chart) => isOfChart(one, chart)) &&
      isMeant(one.release),
  );
  for (const manifest of own) {
    for (const { path, text } of textsIn(manifest.value, [])) {
      // List items are named after their list.
      const key = path.findLast((step) => typeof step === 'string') ?? 'the document';
      for (const { 0: whole, index } of text.matchAll(ACTION)) {
        const shown = whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
        // A Secret's text may be a password around it or even in it.
        const what = manifest.kind === 'Secret' ? 'A template' : shown;
        const place = textPlace(text, index, whole.length);
        yield { rule: 'unrendered-template', manifest, path, place, what, key };
      }
    }
  }
}

/** The texts in a value, with their paths. */
function* textsIn(value: unknown, path: Path): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index]);
  if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...path, key]);
}
