import { type ErrorId, type ErrorValues, failure, HostportError } from '../../base/errors.js';
import type { Release } from '../../charts/releases.js';
import { serverIn } from '../../charts/server.js';
import type { LoadedConfig } from '../../config/config.js';
import type { Complaint, SchemaName } from '../../config/validate.js';
import type { defaults } from '../../generated/shipped.js';
import { at, type JsonObject, type Path } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { POD } from '../../kubernetes/pod-template.js';

export interface Target {
  overlay: string;
  /** The object as it is after the transforms before this one. */
  value: JsonObject;
  manifest: Manifest;
  /** The release it belongs to; undefined for a document of no chart we know. */
  release: Release | undefined;
  loaded: LoadedConfig;
}

/** What a transform makes of its target: its new value, and objects to add to the stream or to bring up to date in it. */
export interface Change {
  value: JsonObject;
  documents?: JsonObject[];
}

/** A pure function from a target and parameters to the target's new value; it touches no text. */
export interface Transform {
  /** The schema of its parameters, which also says their defaults. */
  schema: SchemaName & keyof typeof defaults;
  /** What a schema cannot say about its parameters; asked only where they fit the schema. */
  check?: (parameters: never) => Complaint[];
  /** The parameters of a step have been checked with the schema: they are of its type. */
  apply: (target: Target, parameters: never) => Change;
}

/** Parameters of a schema with its defaults filled in. */
export type Complete<P, Schema extends keyof typeof defaults> = P &
  Required<Pick<P, keyof P & keyof (typeof defaults)[Schema]>>;

export function refused<Id extends ErrorId>(
  { manifest, overlay }: Target,
  path: Path,
  id: Id,
  values: ErrorValues<Id, 'title' | 'overlay'>,
): HostportError {
  const all = { title: manifest.title, overlay, ...values } as unknown as ErrorValues<Id>;
  return failure(id, all, { position: manifest.positionOf(path) });
}

/** Work about a place in the document and a parameter: an error that does not say where gets its place here. */
export function placed<T>(target: Target, { path, setting }: { path: Path; setting?: Path }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HostportError) || error.position) throw error;
    const { code, message, remedy } = error;
    const { overlay, loaded, manifest } = target;
    if (code === 'config' && setting)
      throw loaded.complain({ path: ['overlays', overlay, ...setting], message }, remedy);
    if (code !== 'refused') throw error;
    throw new HostportError(code, `${manifest.title}: ${message}`, { position: manifest.positionOf(path), remedy });
  }
}

/** The server of a chart we know, as the transforms before this one have left it. Throws `refused` where there is none. */
export function serverOf(target: Target) {
  const chart = target.release?.chart;
  const server = chart && serverIn(at(target.value, ...POD), chart);
  if (!chart || !server?.container) throw refused(target, ['kind'], 'no-known-server', {});
  return { chart, ...server, container: server.container };
}

export type TargetServer = ReturnType<typeof serverOf>;
