import { failure } from '../base/errors.js';
import { groupBy } from '../base/util.js';
import { isHook, type Release, targetsIn } from '../charts/releases.js';
import type { Manifest } from '../kubernetes/manifest.js';
import type { ActiveStep } from './configuration.js';

/** Where targets are looked for. */
interface Scope {
  manifests: readonly Manifest[];
  /** The releases to work on; none in a stream of no chart we know. */
  releases: readonly Release[];
  /** The configuration's `release`. */
  wanted: string | undefined;
}

/**
 * The targets of one step; how many there must be is asserted for each release.
 *
 * @throws HostportError `match` listing what is there
 */
export function targetsOf(step: ActiveStep, scope: Scope) {
  const { target } = step;
  if (target.chart === undefined) return anywhere(step, scope);
  return scope.releases
    .filter(({ chart }) => chart.name === target.chart)
    .flatMap((release) => {
      const found = release.find(target);
      assertCount(step, found, scope, ` in release ${release.name}`);
      return found.map((manifest) => ({ manifest, release }));
    });
}

/** Documents of the releases to work on and those which say no release; in a stream of hooks only there may be none. */
function anywhere(step: ActiveStep, scope: Scope) {
  const { manifests, releases, wanted } = scope;
  const named = wanted === undefined || wanted === '*' ? [] : [wanted];
  const names = new Set(releases.length > 0 ? releases.map(({ name }) => name) : named);
  const found = targetsIn(manifests, step.target).filter(
    ({ release }) => release === '' || names.size === 0 || names.has(release),
  );
  if (found.length === 0) {
    const isHooksOnly = manifests.every((manifest) => manifest.parsed.value === null || isHook(manifest));
    if (!isHooksOnly) assertCount(step, found, scope, '');
  }
  // Those of one release are counted with those that say none.
  for (const [release, group] of groupBy(found, (one) => (names.size === 1 ? '' : one.release))) {
    assertCount(step, group, scope, release === '' ? '' : ` in release ${release}`);
  }
  return found.map((manifest) => ({ manifest, release: releases.find(({ name }) => name === manifest.release) }));
}

function assertCount(
  { overlay, target }: ActiveStep,
  found: readonly Manifest[],
  { manifests }: Scope,
  where: string,
): void {
  const count = target.count ?? 1;
  const { min = 0, max = Number.POSITIVE_INFINITY } = typeof count === 'number' ? { min: count, max: count } : count;
  if (found.length >= min && found.length <= max) return;
  const candidates = found.length > 0 ? found : manifests.filter(({ kind }) => kind === target.kind);
  const list = candidates.map(({ title, start }) => `${title} (${start.file}:${start.line})`);
  const expected = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const parts = [target.kind, target.name].filter((part) => part !== undefined).join(' ');
  const those = list.length > 0 ? `; there ${list.length === 1 ? 'is' : 'are'}:` : '';
  const values = { overlay, expected, what: parts + where, found: `${found.length}${those}` };
  throw failure('target-count', values, { list, position: { file: manifests[0]?.document.file ?? '<stdin>' } });
}
