import { together } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/config.js';
import { environmentUsers } from '../config/environment.js';
import { SHIPPED } from '../config/own-files.js';
import { misconfigured, type Settings } from '../config/read.js';
import { type Complaint, complaints } from '../config/validate.js';
import { defaults } from '../generated/shipped.js';
import type { Chart, Overlay, OverlayStep } from '../generated/types.js';
import { listAt } from '../json/values.js';
import { TRANSFORMS } from './transforms/index.js';

/** The configuration, resolved: what every command works from. */
export interface Configuration extends LoadedConfig {
  /** The steps of all overlays that act, in their order. What they do is said by their transforms: an overlay may have any name. */
  steps: readonly ActiveStep[];
}

/** One step of an overlay that acts, with the overlay's name for messages; its parameters are complete and valid. */
export type ActiveStep = Required<OverlayStep> & { overlay: string };

/** The steps that act on a chart. */
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
    const { schema } = TRANSFORMS[step.transform];
    const all = { ...defaults[schema], ...parameters, ...step.parameters, ...laidOver };
    const error = together(faultsIn(step, all).map((fault) => placed(fault, source, index, laidOver, loaded)));
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

/** A fault of a parameter at its place: in the configuration, or in the overlay's own file. */
function placed(
  fault: Complaint,
  source: Settings<Overlay>,
  index: number,
  laidOver: Parameters,
  loaded: LoadedConfig,
) {
  const { name, steps } = source.value;
  const [parameter = ''] = fault.path;
  if (source.file === SHIPPED || Object.hasOwn(laidOver, parameter)) {
    const path = ['overlays', name, ...fault.path];
    return loaded.complain({ ...fault, path, message: `overlays.${name}: ${fault.message}` });
  }
  const isStepsOwn = Object.hasOwn(steps[index]?.parameters ?? {}, parameter);
  const path = [...(isStepsOwn ? ['steps', index] : []), 'parameters', ...fault.path];
  return misconfigured(source, { ...fault, path, message: `overlay ${name}: ${fault.message}` });
}
