import { nearest } from '../base/nearest.js';
import type { ConfigSources, LoadedConfig } from '../config/config.js';
import { environmentUsers } from '../config/environment.js';
import { misconfigured } from '../config/read.js';
import { complaints } from '../config/validate.js';
import { overlays as shippedOverlays } from '../generated/shipped.js';
import type { Overlay, OverlayTarget } from '../generated/types.js';
import type { Parsed } from '../yaml/read/document.js';
import { TRANSFORMS, transformNames } from './transforms/index.js';

type Parameters = Record<string, unknown>;

/** One step of an overlay that acts. */
export interface ActiveStep {
  transform: string;
  target: OverlayTarget;
  /** Complete and valid. */
  parameters: Parameters;
}

/** An overlay that is to act. */
export interface ActiveOverlay {
  name: string;
  /** Those all its steps share. */
  parameters: Parameters;
  steps: readonly ActiveStep[];
}

/** An overlay, shipped or of the user's own. */
type Source = { overlay: Overlay; parsed?: Parsed };

/**
 * The overlays that act: the shipped ones and the user's own, each with the configuration's settings over its defaults.
 *
 * @throws HostportError `config` for an unknown overlay and for parameters that do not fit the transform
 */
export function activeOverlays(loaded: LoadedConfig, sources: ConfigSources): ActiveOverlay[] {
  const all: Source[] = [...shippedOverlays.map((overlay) => ({ overlay })), ...loaded.own.overlays].sort(
    (one, other) => Number(other.overlay.first ?? false) - Number(one.overlay.first ?? false),
  );
  const settings = (loaded.config.overlays ?? {}) as Record<string, false | Parameters>;
  refuseUnknown(Object.keys(settings), all, loaded);
  for (const { overlay, parsed } of loaded.own.overlays) refuseUnknownTransform(overlay, parsed);
  return all.flatMap((source) => {
    const { overlay } = source;
    const setting = settings[overlay.name];
    if (setting === false || (setting === undefined && overlay.enabled === false)) return [];
    const environment =
      overlay.name === 'acl-user' ? environmentUsers({ ...overlay.parameters, ...setting }, sources.env) : {};
    const laidOver = { ...followed(overlay, settings), ...setting, ...environment };
    const parameters: Parameters = { ...overlay.parameters, ...laidOver };
    const steps = overlay.steps.map(({ transform, target, parameters: own }, index) => {
      const step = { transform, target, parameters: { ...overlay.parameters, ...own, ...laidOver } };
      refuseParameters(source, step, index, laidOver, loaded);
      return step;
    });
    const acts = !overlay.actsWhen || isFilledList(parameters[overlay.actsWhen]);
    return acts ? [{ name: overlay.name, parameters, steps }] : [];
  });
}

/** What another overlay's settings say about parameters that are the same here. */
function followed({ follows }: Overlay, settings: Record<string, false | Parameters>): Parameters {
  const others = Object.entries((follows && settings[follows.overlay]) || {});
  return Object.fromEntries(others.filter(([name]) => follows?.parameters.includes(name)));
}

const isFilledList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function refuseUnknown(names: readonly string[], all: readonly Source[], loaded: LoadedConfig): void {
  const known = [...new Set(all.map(({ overlay }) => overlay.name))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw loaded.complain({
    path: ['overlays', unknown],
    message: `there is no overlay ${unknown}${nearest(unknown, known)}`,
  });
}

function refuseUnknownTransform({ steps }: Overlay, parsed: Parsed): void {
  const index = steps.findIndex(({ transform }) => !TRANSFORMS[transform]);
  const name = steps[index]?.transform;
  if (name === undefined) return;
  const message = `there is no transform ${name}${nearest(name, transformNames)}`;
  throw misconfigured(parsed, { path: ['steps', index, 'transform'], message });
}

/** A complaint is told where the parameter stands: in the configuration, or in the overlay's own file. */
function refuseParameters(
  { overlay, parsed }: Source,
  step: ActiveStep,
  index: number,
  laidOver: Parameters,
  loaded: LoadedConfig,
): void {
  const transform = TRANSFORMS[step.transform];
  if (!transform) return;
  const faults = complaints(transform.schema, step.parameters, 'parameters');
  const [complaint] = faults.length > 0 ? faults : (transform.check?.(step.parameters) ?? []);
  if (!complaint) return;
  const [parameter = ''] = complaint.path;
  if (!parsed || Object.hasOwn(laidOver, parameter)) {
    const path = ['overlays', overlay.name, ...complaint.path];
    throw loaded.complain({ path, message: `overlays.${overlay.name}: ${complaint.message}` });
  }
  const ofStep = Object.hasOwn(overlay.steps[index]?.parameters ?? {}, parameter);
  const path = [...(ofStep ? ['steps', index, 'parameters'] : ['parameters']), ...complaint.path];
  throw misconfigured(parsed, { path, message: `overlay ${overlay.name}: ${complaint.message}` });
}
