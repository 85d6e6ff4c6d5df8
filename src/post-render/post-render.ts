import type { ActiveOverlay } from '../config/overlays.js';
import { edit } from '../edit/edit.js';
import { type Operation, patchedValue } from '../edit/patch.js';
import { isObject, type JsonObject } from '../edit/reconcile.js';
import { HostportError } from '../errors.js';
import type { OverlayStep, PasswordSource } from '../generated/types.js';
import type { Manifest } from '../match/manifest.js';
import { manifestsOf, nothingToWorkOn, type Release, selectReleases } from '../match/releases.js';
import { isTarget } from '../match/target.js';
import { refuseDeadOnArrival } from '../refuse/refuse.js';
import { positionAt } from '../split/document.js';
import type { Stream } from '../split/split.js';
import { TRANSFORMS } from '../transform/index.js';

/** What post-rendering needs to know beside the stream. */
export interface PostRenderSettings {
  /** A release's name, `*` for each of them, nothing for the only one. */
  release?: string | undefined;
  overlays: readonly ActiveOverlay[];
  readPassword: (source: PasswordSource, user: string) => string;
}

/** The operations collected for a document, and its value after them. */
interface Pending {
  manifest: Manifest;
  operations: Operation[];
  value: JsonObject;
}

/**
 * Post-renders a stream: documents which no overlay targets keep their bytes, targeted ones are edited in place.
 *
 * @returns the stream's documents, in order; put together they are the output
 * @throws HostportError and then there is no output at all
 */
export function postRender(stream: Stream, settings: PostRenderSettings): Buffer[] {
  const manifests = manifestsOf(stream);
  const releases = selectReleases(manifests, settings.release);
  if (releases.length === 0) {
    const error = nothingToWorkOn(manifests);
    if (error) throw error;
    return [stream.bytes];
  }
  const pending = new Map<Manifest, Pending>();
  for (const overlay of settings.overlays) {
    for (const step of overlay.steps) {
      for (const { manifest, release } of targetsOf(overlay, step, manifests, releases)) {
        transform(entry(pending, manifest), step, overlay, release, settings);
      }
    }
  }
  for (const release of releases)
    refuseDeadOnArrival(release, (manifest) => pending.get(manifest)?.value ?? manifest.value);
  return manifests.map((manifest) => {
    const { operations } = pending.get(manifest) ?? { operations: [] };
    return operations.length === 0 ? manifest.document.bytes : Buffer.from(edit(manifest.parsed, operations));
  });
}

function entry(pending: Map<Manifest, Pending>, manifest: Manifest): Pending {
  const known = pending.get(manifest) ?? { manifest, operations: [], value: manifest.value };
  pending.set(manifest, known);
  return known;
}

function transform(
  state: Pending,
  step: OverlayStep,
  overlay: ActiveOverlay,
  release: Release | undefined,
  { readPassword }: PostRenderSettings,
): void {
  const { manifest, value } = state;
  const change = TRANSFORMS[step.transform]?.apply({ value, manifest, release, readPassword }, overlay.parameters);
  if (!change || change.operations.length === 0) return;
  state.operations.push(...change.operations);
  const after = patchedValue(manifest.parsed, value, change.operations);
  if (isObject(after)) state.value = after;
}

interface FoundTarget {
  manifest: Manifest;
  release: Release | undefined;
}

/** The targets of one step; how many there must be is asserted for each release. */
function targetsOf(
  overlay: ActiveOverlay,
  step: OverlayStep,
  manifests: readonly Manifest[],
  releases: readonly Release[],
): FoundTarget[] {
  const { target } = step;
  if (target.chart !== undefined) {
    const own = releases.filter(({ chart }) => chart.name === target.chart);
    return own.flatMap((release) => {
      const found = release.find(target);
      assertCount(overlay, step, found, manifests, ` in release ${release.name}`);
      return found.map((manifest) => ({ manifest, release }));
    });
  }
  const names = new Set(releases.map(({ name }) => name));
  const found = manifests.filter(
    (manifest) => isTarget(manifest, target) && (manifest.release === '' || names.has(manifest.release)),
  );
  assertCount(overlay, step, found, manifests, '');
  return found.map((manifest) => ({ manifest, release: releases.find(({ name }) => name === manifest.release) }));
}

function assertCount(
  { name }: ActiveOverlay,
  { target }: OverlayStep,
  found: readonly Manifest[],
  manifests: readonly Manifest[],
  where: string,
): void {
  const count = target.count ?? 1;
  const { min = 0, max = Number.POSITIVE_INFINITY } = typeof count === 'number' ? { min: count, max: count } : count;
  if (found.length >= min && found.length <= max) return;
  const candidates = found.length > 0 ? found : manifests.filter(({ kind }) => kind === target.kind);
  const list = candidates.map((one) => `  ${one.title} (${one.document.file}:${positionAt(one.document, 0).line})`);
  const expected = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const what = [target.kind, target.name].filter((part) => part !== undefined).join(' ');
  const message = `overlay ${name} expects ${expected} ${what}${where} and finds ${found.length}`;
  throw new HostportError(
    'match',
    list.length > 0 ? [`${message}; there ${list.length === 1 ? 'is' : 'are'}:`, ...list].join('\n') : message,
    {
      position: { file: manifests[0]?.document.file ?? '<stdin>' },
      remedy: `Turn it off with overlays.${name}: false, or mend its target.`,
    },
  );
}
