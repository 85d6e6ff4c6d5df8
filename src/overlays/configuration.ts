import { together } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { type ConfigSources, type LoadedConfig, loadConfig, SHIPPED } from '../config/config.js';
import { environmentUsers } from '../config/environment.js';
import { misconfigured, type Settings } from '../config/read.js';
import { type Complaint, complaints } from '../config/validate.js';
import { defaults } from '../generated/shipped.js';
import type { Chart, Overlay, OverlayStep } from '../generated/types.js';
import { listAt, type Path } from '../json/values.js';
import { TRANSFORMS } from './transforms/index.js';

/** The configuration, resolved: what every command works from. */
export interface Configuration extends LoadedConfig {
  /** The steps of all overlays that act, in their order. What they do is said by their transforms: an overlay may have any name. */
  steps: readonly ActiveStep[];
}

/** One step of an overlay that acts, with the overlay's name for messages; its parameters are complete and valid. */
export type ActiveStep = Required<OverlayStep> & { overlay: string };

export function stepsOn(chart: Chart, { steps }: Configuration): ActiveStep[] {
  return steps.filter(({ target }) => target.chart === chart.name);
}

/**
 * The settings of the configuration are laid over the overlay's, and these over the defaults of the transform, which are
 * in its schema.
 *
 * @throws HostportError `config` as `loadConfig` does, for an unknown overlay and for parameters that do not fit the transform
 */
export function configurationOf(sources: ConfigSources): Configuration {
  const loaded = loadConfig(sources);
  refuseUnknown(loaded);
  // Those that others build on come first.
  const sorted = loaded.overlays.toSorted((a, b) => Number(b.value.first ?? false) - Number(a.value.first ?? false));
  return { ...loaded, steps: sorted.flatMap((overlay) => activeSteps(overlay, loaded, sources.env)) };
}

type Parameters = Readonly<Record<string, unknown>>;

const settingsOf = ({ config }: LoadedConfig) => (config.overlays ?? {}) as Record<string, false | Parameters>;

function refuseUnknown(loaded: LoadedConfig): void {
  const known = [...new Set(loaded.overlays.map(({ value }) => value.name))];
  const unknown = Object.keys(settingsOf(loaded)).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `there is no overlay ${unknown}${nearest(unknown, known)}`;
  throw loaded.complain({ path: ['overlays', unknown], isKey: true, message });
}

function activeSteps(source: Settings<Overlay>, loaded: LoadedConfig, env: ConfigSources['env']): ActiveStep[] {
  const { name: overlay, enabled, parameters, steps, actsWhen } = source.value;
  const setting = settingsOf(loaded)[overlay];
  if (setting === false || (setting === undefined && enabled === false)) return [];
  const takesUsers = steps.some(({ transform }) => transform === 'acl-user');
  const users = takesUsers ? environmentUsers({ ...parameters, ...setting }, env) : {};
  const laidOver = { ...followed(source.value, loaded), ...setting, ...users };
  const active = steps.map((step, index) => {
    const all = { ...defaults[TRANSFORMS[step.transform].schema], ...parameters, ...step.parameters, ...laidOver };
    const errors = faultsIn(step, all).map((fault) => {
      const [parameter = ''] = fault.path;
      const isConfigured = source.file === SHIPPED || Object.hasOwn(laidOver, parameter);
      if (isConfigured) return loaded.complain(within(['overlays', overlay], `overlays.${overlay}`, fault));
      const own = Object.hasOwn(step.parameters ?? {}, parameter) ? ['steps', index] : [];
      return misconfigured(source, within([...own, 'parameters'], `overlay ${overlay}`, fault));
    });
    const error = together(errors);
    if (error) throw error;
    return { ...step, overlay, parameters: all };
  });
  const isFilled = actsWhen === undefined || active.some((step) => listAt(step.parameters, actsWhen).length > 0);
  return isFilled ? active : [];
}

/** What another overlay's settings say about parameters that are the same here. */
function followed({ follows }: Overlay, loaded: LoadedConfig): Parameters {
  const others = Object.entries((follows && settingsOf(loaded)[follows.overlay]) || {});
  return Object.fromEntries(others.filter(([name]) => follows?.parameters.includes(name)));
}

function faultsIn({ transform }: OverlayStep, parameters: Parameters): Complaint[] {
  const { schema, check } = TRANSFORMS[transform];
  const faults = complaints(schema, parameters, 'parameters');
  return faults.length > 0 ? faults : (check?.(parameters as never) ?? []);
}

/** A fault of a value as one of what holds the value. */
function within(place: Path, name: string, fault: Complaint): Complaint {
  return { ...fault, path: [...place, ...fault.path], message: `${name}: ${fault.message}` };
}
