import { HostportError } from '../base/errors.js';
import { noManifests, nothingToWorkOn } from '../charts/no-release.js';
import { manifestsOf, type Release, selectReleases } from '../charts/releases.js';
import type { Chart, NodeEntry } from '../generated/types.js';
import { isObject, type JsonObject } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { edit } from '../yaml/edit/edit.js';
import { type Operation, patchedValue } from '../yaml/edit/patch.js';
import { positionAt } from '../yaml/read/document.js';
import type { Stream } from '../yaml/read/split.js';
import type { ActiveOverlay, ActiveStep } from './active.js';
import { earlierIn, type FindEarlier, named, withAdded } from './added.js';
import { refuseDeadOnArrival } from './refuse.js';
import { type Scope, targetsOf } from './targets.js';
import { assign } from './transforms/assign.js';
import { TRANSFORMS } from './transforms/index.js';
import type { Change, Target } from './transforms/transform.js';

/** What post-rendering needs to know beside the stream. */
export interface PostRenderSettings {
  /** A release's name, `*` for each of them, nothing for the only one. */
  release?: string | undefined;
  overlays: readonly ActiveOverlay[];
  /** The charts whose releases are known; those that are shipped, unless it says more. */
  charts?: readonly Chart[] | undefined;
  /** Those of them which no overlay has for its target. */
  chartsWithoutOverlay?: readonly Chart[] | undefined;
  /** The configured nodes, where there are any. */
  nodes?: readonly NodeEntry[] | undefined;
  readPassword: Target['readPassword'];
  complain: Target['complain'];
}

/** The overlay that changes a document, under its own name, and the transform of its step. */
interface Author {
  overlay: string;
  transform: string;
}

/** What post-rendering does to a document: operations on it, and its value after them. */
export interface PlannedDocument {
  manifest: Manifest;
  /** Those of all overlays, in order; none for a document that stays as it is. */
  operations: Operation[];
  value: JsonObject;
  /** The value after each step of an overlay that changed it. */
  steps: (Author & { value: JsonObject })[];
  /** Objects that come into the stream beside it. */
  added: JsonObject[];
}

/**
 * Post-renders a stream: documents which no overlay targets keep their bytes, targeted ones are edited in place.
 *
 * @returns the stream's documents, in order; put together they are the output
 * @throws HostportError and then there is no output at all
 */
export function postRenderStream(stream: Stream, settings: PostRenderSettings): Buffer[] {
  const manifests = manifestsOf(stream);
  const written = new Map(plan(manifests, settings).map((planned) => [planned.manifest, write(planned)]));
  return manifests.map((manifest) => written.get(manifest) ?? manifest.document.bytes);
}

function write({ manifest, operations, value, added }: PlannedDocument): Buffer {
  const { document, parsed } = manifest;
  const bytes = operations.length === 0 ? document.bytes : Buffer.from(edit(parsed, value));
  return withAdded(bytes, added, manifest);
}

/** What post-rendering does, without doing it: the targeted documents, each with its operations. */
export function plan(manifests: readonly Manifest[], settings: PostRenderSettings): PlannedDocument[] {
  const releases = releasesFor(manifests, settings);
  if (!releases) return [];
  const planned = new Map<Manifest, PlannedDocument>();
  const findEarlier = earlierIn(manifests);
  const scope: Scope = { manifests, releases, wanted: settings.release };
  for (const overlay of settings.overlays) {
    for (const step of overlay.steps) {
      for (const { manifest, release } of targetsOf(overlay.name, step.target, scope)) {
        const state = entry(planned, manifest);
        const author = { overlay: overlay.name, transform: step.transform };
        const { operations, documents = [] } = changeOf(state, step, overlay.name, release, settings);
        carryOut(state, operations, author);
        for (const value of documents) bringIn(planned, findEarlier, state, named(value, manifest), author);
      }
    }
  }
  for (const release of releases) refuseIdle(release, planned, settings);
  for (const release of releases)
    refuseDeadOnArrival(release, (manifest) => planned.get(manifest)?.value ?? manifest.value);
  return [...planned.values()];
}

/**
 * The releases to work on; undefined where there is nothing to do. None, where only overlays of the user's own act, on no
 * chart we know.
 */
function releasesFor(manifests: readonly Manifest[], settings: PostRenderSettings): Release[] | undefined {
  const releases = selectReleases(manifests, settings.release, settings.charts);
  if (releases.length > 0) return releases;
  const onCharts = settings.overlays.filter(({ steps }) => steps.some(({ target }) => target.chart !== undefined));
  const ownOnly = onCharts.length === 0 && settings.overlays.length > 0;
  const others = onCharts.length < settings.overlays.length;
  const error = ownOnly ? noManifests(manifests) : nothingToWorkOn(manifests, others ? onCharts : [], settings.charts);
  if (error) throw error;
  return ownOnly ? releases : undefined;
}

/** A release is known and nothing is done to it: Helm would install it without a word about what it was to get. */
function refuseIdle(
  { name, chart, statefulSet }: Release,
  planned: ReadonlyMap<Manifest, PlannedDocument>,
  { chartsWithoutOverlay = [] }: PostRenderSettings,
): void {
  if (!chartsWithoutOverlay.includes(chart) || [...planned.keys()].some(({ release }) => release === name)) return;
  throw new HostportError(
    'match',
    `${statefulSet.title} is release ${name} of ${chart.title}, and no overlay acts on it`,
    {
      position: positionAt(statefulSet.document, 0),
      remedy: `Write overlays whose target says \`chart: ${chart.name}\`; docs/own-charts.md shows them.`,
    },
  );
}

function entry(planned: Map<Manifest, PlannedDocument>, manifest: Manifest): PlannedDocument {
  const known = planned.get(manifest) ?? { manifest, operations: [], value: manifest.value, steps: [], added: [] };
  planned.set(manifest, known);
  return known;
}

function changeOf(
  { manifest, value }: PlannedDocument,
  { transform, parameters }: ActiveStep,
  overlay: string,
  release: Release | undefined,
  { nodes, readPassword, complain }: PostRenderSettings,
): Change {
  const target = { overlay, value, manifest, release, nodes, readPassword, complain };
  return TRANSFORMS[transform]?.apply(target, parameters) ?? { operations: [] };
}

function carryOut(state: PlannedDocument, operations: readonly Operation[], author: Author): void {
  if (operations.length === 0) return;
  state.operations.push(...operations);
  const { parsed, document, title } = state.manifest;
  const after = patchedValue(parsed, state.value, operations);
  if (!isObject(after)) {
    throw new HostportError('refused', `${title}: the operations leave no object of it`, {
      position: positionAt(document, 0),
      remedy: 'Look at the operations whose path is empty: they replace the whole document.',
    });
  }
  state.value = after;
  state.steps.push({ ...author, value: after });
}

/** An object of an earlier run is brought up to date where it stands; a new one comes in beside the document it is for. */
function bringIn(
  planned: Map<Manifest, PlannedDocument>,
  findEarlier: FindEarlier,
  beside: PlannedDocument,
  value: JsonObject,
  author: Author,
): void {
  const earlier = findEarlier(value);
  if (!earlier) {
    beside.added.push(value);
    return;
  }
  const state = entry(planned, earlier);
  carryOut(state, assign(state.value, [], value), author);
}
