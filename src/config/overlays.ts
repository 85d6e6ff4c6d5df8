import { dirname, isAbsolute, join } from 'node:path';
import { overlays as shippedOverlays } from '../generated/shipped.js';
import type { Overlay, OverlayStep } from '../generated/types.js';
import { overlay as validateOverlay } from '../generated/validators.js';
import type { Parsed } from '../split/document.js';
import { TRANSFORMS, transformNames } from '../transform/index.js';
import type { ConfigSources, LoadedConfig } from './config.js';
import { environmentUsers } from './environment.js';
import { nearest } from './nearest.js';
import { checked, misconfigured, settingsDocuments } from './read.js';
import { complaints } from './validate.js';

type Parameters = Record<string, unknown>;

/** An overlay that is to act: its parameters are complete and valid. */
export interface ActiveOverlay {
  name: string;
  parameters: Parameters;
  steps: readonly OverlayStep[];
}

/**
 * The overlays that act: the shipped ones and the user's own, each with the configuration's settings over its defaults.
 *
 * @throws HostportError `config` for an unknown overlay or transform, for parameters that do not fit the transform's
 *   schema, and for two overlays of one name
 */
export function activeOverlays(loaded: LoadedConfig, sources: ConfigSources): ActiveOverlay[] {
  const overlays = [...shippedOverlays, ...ownOverlays(loaded, sources)];
  const settings = (loaded.config.overlays ?? {}) as Record<string, false | Parameters>;
  refuseUnknown(Object.keys(settings), overlays, loaded);
  const active: ActiveOverlay[] = [];
  for (const overlay of overlays) {
    const setting = settings[overlay.name];
    if (setting === false || (setting === undefined && overlay.enabled === false)) continue;
    const parameters: Parameters = { ...overlay.parameters, ...setting };
    if (overlay.name === 'acl-user') Object.assign(parameters, environmentUsers(parameters, sources.env));
    refuseParameters(overlay, parameters, loaded);
    if (!overlay.actsWhen || isFilledList(parameters[overlay.actsWhen])) {
      active.push({ name: overlay.name, parameters, steps: overlay.steps });
    }
  }
  return active;
}

const isFilledList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function refuseUnknown(names: readonly string[], overlays: readonly Overlay[], loaded: LoadedConfig): void {
  const known = [...new Set(overlays.map(({ name }) => name))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw loaded.complain({
    path: ['overlays', unknown],
    message: `there is no overlay ${unknown}${nearest(unknown, known)}`,
  });
}

function refuseParameters(overlay: Overlay, parameters: Parameters, loaded: LoadedConfig): void {
  for (const step of overlay.steps) {
    const transform = TRANSFORMS[step.transform];
    const [complaint] = transform ? complaints(transform.validate, parameters, 'overlay') : [];
    if (!complaint) continue;
    const path = ['overlays', overlay.name, ...complaint.path];
    throw loaded.complain({ path, message: `overlays.${overlay.name}: ${complaint.message}` });
  }
}

/** The files of `overlayFiles` (relative to the configuration) and of `--overlay`; a file may hold several overlays. */
function ownOverlays(loaded: LoadedConfig, sources: ConfigSources): Overlay[] {
  const base = loaded.file === undefined ? '.' : dirname(loaded.file);
  const configured = (loaded.config.overlayFiles ?? []).map((file) => (isAbsolute(file) ? file : join(base, file)));
  const taken = new Map(shippedOverlays.map(({ name }) => [name, 'redis-hostport itself']));
  const own: Overlay[] = [];
  for (const file of [...configured, ...sources.overlays]) {
    for (const parsed of settingsDocuments(sources.read, file)) {
      const overlay = checked<Overlay>(parsed, validateOverlay, 'the overlay');
      const other = taken.get(overlay.name);
      if (other) {
        throw misconfigured(parsed, {
          path: ['name'],
          message: `an overlay ${overlay.name} comes from ${other} already`,
        });
      }
      refuseUnknownTransform(parsed, overlay);
      taken.set(overlay.name, file);
      own.push(overlay);
    }
  }
  return own;
}

function refuseUnknownTransform(parsed: Parsed, overlay: Overlay): void {
  const index = overlay.steps.findIndex(({ transform }) => !TRANSFORMS[transform]);
  const name = overlay.steps[index]?.transform;
  if (name === undefined) return;
  throw misconfigured(parsed, {
    path: ['steps', index, 'transform'],
    message: `there is no transform ${name}${nearest(name, transformNames)}`,
  });
}
