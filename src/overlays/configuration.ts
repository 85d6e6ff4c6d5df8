import { together } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { inTable } from '../base/util.js';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/config.js';
import { environmentUsers } from '../config/environment.js';
import { SHIPPED } from '../config/own-files.js';
import { misconfigured, type Settings } from '../config/read.js';
import { type Complaint, complaints } from '../config/validate.js';
import { defaults } from '../generated/shipped.js';
import type { Chart, Overlay, OverlayTarget } from '../generated/types.js';
import { listAt } from '../json/values.js';
import { ACL_USER, TRANSFORMS } from './transforms/index.js';

type Parameters = Readonly<Record<string, unknown>>;

/** The configuration, resolved: what every command works from. */
export interface Configuration extends LoadedConfig {
  /** The steps of all overlays that act, in their order. What they do is said by their transforms: an overlay may have any name. */
  steps: readonly ActiveStep[];
}

/** One step of an overlay that acts. */
export interface ActiveStep {
  /** The overlay's name, for messages. */
  overlay: string;
  transform: string;
  target: OverlayTarget;
  /** Complete and valid. */
  parameters: Parameters;
}

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
  for (const overlay of loaded.overlays) refuseUnknownTransform(overlay);
  refuseUnknown(loaded);
  // Those that others build on come first.
  const sorted = loaded.overlays.toSorted((a, b) => Number(b.value.first ?? false) - Number(a.value.first ?? false));
  return { ...loaded, steps: sorted.flatMap((overlay) => activeSteps(overlay, loaded, sources.env)) };
}

function activeSteps(source: Settings<Overlay>, loaded: LoadedConfig, env: ConfigSources['env']): ActiveStep[] {
  const { name, enabled, parameters, steps, actsWhen } = source.value;
  const setting = settingsOf(loaded)[name];
  if (setting === false || (setting === undefined && enabled === false)) return [];
  const takesUsers = steps.some(({ transform }) => transform === ACL_USER);
  const users = takesUsers ? environmentUsers({ ...parameters, ...setting }, env) : {};
  const laidOver = { ...followed(source.value, loaded), ...setting, ...users };
  const active = steps.map(({ transform, target, parameters: own }, index) => {
    const schema = inTable(TRANSFORMS, transform)?.schema;
    const all = { ...(schema && defaults[schema]), ...parameters, ...own, ...laidOver };
    const step = { overlay: name, transform, target, parameters: all };
    refuseParameters(source, step, index, laidOver, loaded);
    return step;
  });
  const isFilled = actsWhen === undefined || active.some((step) => listAt(step.parameters, actsWhen).length > 0);
  return isFilled ? active : [];
}

const settingsOf = ({ config }: LoadedConfig) => (config.overlays ?? {}) as Record<string, false | Parameters>;

/** What another overlay's settings say about parameters that are the same here. */
function followed({ follows }: Overlay, loaded: LoadedConfig): Parameters {
  const others = Object.entries((follows && settingsOf(loaded)[follows.overlay]) || {});
  return Object.fromEntries(others.filter(([name]) => follows?.parameters.includes(name)));
}

function refuseUnknown(loaded: LoadedConfig): void {
  const known = [...new Set(loaded.overlays.map(({ value }) => value.name))];
  const unknown = Object.keys(settingsOf(loaded)).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `there is no overlay ${unknown}${nearest(unknown, known)}`;
  throw loaded.complain({ path: ['overlays', unknown], isKey: true, message });
}

function refuseUnknownTransform(file: Settings<Overlay>): void {
  for (const [index, { transform }] of file.value.steps.entries()) {
    if (inTable(TRANSFORMS, transform)) continue;
    const message = `there is no transform ${transform}${nearest(transform, Object.keys(TRANSFORMS))}`;
    throw misconfigured(file, { path: ['steps', index, 'transform'], message });
  }
}

/** A complaint names the place of the parameter: in the configuration, or in the overlay's own file. */
function refuseParameters(
  source: Settings<Overlay>,
  step: ActiveStep,
  index: number,
  laidOver: Parameters,
  loaded: LoadedConfig,
): void {
  const { name, steps } = source.value;
  const own = steps[index]?.parameters ?? {};
  const errors = faultsIn(step).map((fault) => {
    const [parameter = ''] = fault.path;
    if (source.file === SHIPPED || Object.hasOwn(laidOver, parameter)) {
      const path = ['overlays', name, ...fault.path];
      return loaded.complain({ ...fault, path, message: `overlays.${name}: ${fault.message}` });
    }
    const place = Object.hasOwn(own, parameter) ? ['steps', index, 'parameters'] : ['parameters'];
    const path = [...place, ...fault.path];
    return misconfigured(source, { ...fault, path, message: `overlay ${name}: ${fault.message}` });
  });
  const error = together(errors);
  if (error) throw error;
}

function faultsIn({ transform, parameters }: ActiveStep): Complaint[] {
  const { schema, needs = [], check } = inTable(TRANSFORMS, transform) ?? {};
  const missing = needs.filter((name) => parameters[name] === undefined);
  const faults = [
    ...(schema ? complaints(schema, parameters, 'parameters') : []),
    ...missing.map((name) => ({ path: [], message: `parameters lacks ${JSON.stringify(name)}` })),
  ];
  return faults.length > 0 ? faults : (check?.(parameters as never) ?? []);
}
