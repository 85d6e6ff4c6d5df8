import { failure } from '../base/errors.js';
import { listBelow } from '../base/text.js';
import { groupBy } from '../base/util.js';
import { noManifests, nothingToWorkOn, type Release, selectReleases, targetsIn } from '../charts/releases.js';
import type { Manifest } from '../kubernetes/manifest.js';
import type { ActiveStep, Configuration } from './configuration.js';

/**
 * The releases to work on; undefined where there is nothing to do. None, where only overlays of the user's own act, on no
 * chart we know.
 */
export function releasesFor(manifests: readonly Manifest[], { steps, charts, config }: Configuration) {
  const releases = selectReleases(manifests, config.release, charts);
  if (releases.length > 0) return releases;
  const onCharts = steps.filter(({ target }) => target.chart !== undefined);
  const ownOnly = onCharts.length === 0 && steps.length > 0;
  const needed = onCharts.length < steps.length ? onCharts.map(({ overlay }) => overlay) : [];
  const error = ownOnly ? noManifests(manifests) : nothingToWorkOn(manifests, charts, needed);
  if (error) throw error;
  return ownOnly ? releases : undefined;
}

/**
 * A release of a Chart file without overlays beside it is known, and nothing is done to it: Helm would install it without a
 * word about what it was to get.
 */
export function refuseIdle(releases: readonly Release[], targeted: Manifest[], { overlays }: Configuration): void {
  const charts = new Set(overlays.flatMap(({ value }) => value.steps.map(({ target }) => target.chart)));
  const touched = new Set(targeted.map(({ release }) => release));
  const idle = releases.find(({ name, chart }) => !charts.has(chart.name) && !touched.has(name));
  if (!idle) return;
  const { name: release, chart, statefulSet } = idle;
  const values = { title: statefulSet.title, release, chart: chart.title, name: chart.name };
  throw failure('no-overlay', values, { position: statefulSet.start });
}

/**
 * The targets of one step; how many there must be is asserted for each release.
 *
 * @param releases those to work on; none in a stream of no chart we know
 * @param wanted the configuration's `release`
 * @throws HostportError `match` listing what is there
 */
export function targetsOf(
  step: ActiveStep,
  manifests: readonly Manifest[],
  releases: readonly Release[],
  wanted = '*',
) {
  const { target } = step;
  if (target.chart === undefined) return anywhere(step, manifests, releases, wanted);
  const ofChart = releases.filter(({ chart }) => chart.name === target.chart);
  return ofChart.flatMap((release) => {
    const found = release.find(target);
    assertCount(step, found, manifests, release.name);
    return found.map((manifest) => ({ manifest, release }));
  });
}

/** Documents of the releases to work on and those which say no release; in a stream of hooks only there may be none. */
function anywhere(step: ActiveStep, manifests: readonly Manifest[], releases: readonly Release[], wanted: string) {
  const named = wanted === '*' ? [] : [wanted];
  const names = new Set(releases.length > 0 ? releases.map(({ name }) => name) : named);
  const isMeant = ({ release }: Manifest): boolean => release === '' || names.size === 0 || names.has(release);
  const found = targetsIn(manifests, step.target).filter(isMeant);
  // Those of one release are counted with those that say none.
  const groups = groupBy(found, ({ release }) => (names.size === 1 ? '' : release));
  const isOnlyHooks = (): boolean => manifests.every((one) => one.parsed.value === null || one.isHook);
  if (found.length === 0 && !isOnlyHooks()) groups.set('', []);
  for (const [release, group] of groups) assertCount(step, group, manifests, release);
  return found.map((manifest) => ({ manifest, release: releases.find(({ name }) => name === manifest.release) }));
}

function assertCount(
  { overlay, target }: ActiveStep,
  found: readonly Manifest[],
  manifests: readonly Manifest[],
  release: string,
): void {
  const count = target.count ?? 1;
  const { min = 0, max = Number.POSITIVE_INFINITY } = typeof count === 'number' ? { min: count, max: count } : count;
  if (found.length >= min && found.length <= max) return;
  const candidates = found.length > 0 ? found : manifests.filter(({ kind }) => kind === target.kind);
  const list = candidates.map(({ title, start }) => `${title} (${start.file}:${start.line})`);
  const expected = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const what = `${target.kind}${target.name ? ` ${target.name}` : ''}${release && ` in release ${release}`}`;
  const values = { overlay, expected, what, found: `${found.length}${listBelow(list)}` };
  throw failure('target-count', values, { list, position: { file: manifests[0]?.document.file ?? '<stdin>' } });
}
