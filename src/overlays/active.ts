import { together } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import type { ConfigSources, LoadedConfig } from '../config/config.js';
import { environmentUsers as usersOfEnvironment } from '../config/environment.js';
import { misconfigured, type Settings } from '../config/read.js';
import { type Complaint, complaints } from '../config/validate.js';
import { defaults, overlays as shippedOverlays } from '../generated/shipped.js';
import type { Chart, Overlay, OverlayTarget } from '../generated/types.js';
import { ACL_USER, TRANSFORMS, transformNames } from './transforms/index.js';
import type { Transform } from './transforms/transform.js';

type Parameters = Readonly<Record<string, unknown>>;

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
  steps: readonly ActiveStep[];
}

/** A step that acts on a chart, and the name of its overlay, for messages. */
export interface ChartStep extends ActiveStep {
  overlay: string;
}

/** The steps that act on a chart. What they do is told by their transforms: an overlay may have any name. */
export function stepsOn(chart: Chart, overlays: readonly ActiveOverlay[]): ChartStep[] {
  return overlays.flatMap(({ name, steps }) =>
    steps.filter(({ target }) => target.chart === chart.name).map((step) => ({ ...step, overlay: name })),
  );
}

/** An overlay, and its file where it is the user's own. */
type Source = { overlay: Overlay; file?: Settings };

/**
 * The overlays that act: the shipped ones and the user's own. The settings of the configuration are laid over the
 * overlay's, and these over the defaults of the transform, which stand in its schema.
 *
 * @throws HostportError `config` for an unknown overlay and for parameters that do not fit the transform
 */
export function activeOverlays(loaded: LoadedConfig, sources: ConfigSources): ActiveOverlay[] {
  for (const own of loaded.own.overlays) refuseUnknownTransform(own);
  const all = allOverlays(loaded);
  const settings = (loaded.config.overlays ?? {}) as Record<string, false | Parameters>;
  refuseUnknown(Object.keys(settings), all, loaded);
  return all.flatMap((source) => {
    const { overlay } = source;
    const setting = settings[overlay.name];
    if (setting === false || (setting === undefined && overlay.enabled === false)) return [];
    const users = environmentUsers({ ...overlay.parameters, ...setting }, overlay.steps, sources.env);
    const laidOver = { ...followed(overlay, settings), ...setting, ...users };
    const steps = overlay.steps.map(({ transform, target, parameters: own }, index) => {
      const parameters = { ...defaultsOf(transform), ...overlay.parameters, ...own, ...laidOver };
      const step = { transform, target, parameters };
      refuseParameters(source, step, index, laidOver, loaded);
      return step;
    });
    const acts = overlay.actsWhen === undefined || steps.some(({ parameters }) => isFilled(parameters, overlay));
    return acts ? [{ name: overlay.name, steps }] : [];
  });
}

/** Those that others build on come first. */
function allOverlays({ own }: LoadedConfig): Source[] {
  const all = [
    ...shippedOverlays.map((overlay) => ({ overlay })),
    ...own.overlays.map((file) => ({ overlay: file.value, file })),
  ];
  return all.sort((one, other) => Number(other.overlay.first ?? false) - Number(one.overlay.first ?? false));
}

/** Charts on which no overlay acts, turned on or off: those of a Chart file without overlays beside it. */
export function chartsWithoutOverlay(loaded: LoadedConfig): Chart[] {
  const targeted = new Set(
    allOverlays(loaded).flatMap(({ overlay }) => overlay.steps.map(({ target }) => target.chart)),
  );
  return loaded.charts.filter(({ name }) => !targeted.has(name));
}

function defaultsOf(transform: string): Parameters {
  const schema = TRANSFORMS[transform]?.schema;
  return schema === undefined ? {} : defaults[schema];
}

/** The user of the environment, for an overlay that adds users. */
function environmentUsers(parameters: Parameters, steps: Overlay['steps'], env: ConfigSources['env']): Parameters {
  return steps.some(({ transform }) => transform === ACL_USER) ? usersOfEnvironment(parameters, env) : {};
}

function isFilled(parameters: Parameters, { actsWhen = '' }: Overlay): boolean {
  const list = parameters[actsWhen];
  return Array.isArray(list) && list.length > 0;
}

/** What another overlay's settings say about parameters that are the same here. */
function followed({ follows }: Overlay, settings: Record<string, false | Parameters>): Parameters {
  const others = Object.entries((follows && settings[follows.overlay]) || {});
  return Object.fromEntries(others.filter(([name]) => follows?.parameters.includes(name)));
}

function refuseUnknown(names: readonly string[], all: readonly Source[], loaded: LoadedConfig): void {
  const known = [...new Set(all.map(({ overlay }) => overlay.name))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw loaded.complain({
    path: ['overlays', unknown],
    isKey: true,
    message: `there is no overlay ${unknown}${nearest(unknown, known)}`,
  });
}

function refuseUnknownTransform(file: Settings<Overlay>): void {
  const { steps } = file.value;
  const index = steps.findIndex(({ transform }) => !TRANSFORMS[transform]);
  const name = steps[index]?.transform;
  if (name === undefined) return;
  const message = `there is no transform ${name}${nearest(name, transformNames)}`;
  throw misconfigured(file, { path: ['steps', index, 'transform'], message });
}

/** A complaint is told where the parameter stands: in the configuration, or in the overlay's own file. */
function refuseParameters(
  { overlay, file }: Source,
  step: ActiveStep,
  index: number,
  laidOver: Parameters,
  loaded: LoadedConfig,
): void {
  const transform = TRANSFORMS[step.transform];
  if (!transform) return;
  const error = together(
    faultsIn(step.parameters, transform).map((complaint) => {
      const [parameter = ''] = complaint.path;
      if (!file || Object.hasOwn(laidOver, parameter)) {
        const path = ['overlays', overlay.name, ...complaint.path];
        return loaded.complain({ ...complaint, path, message: `overlays.${overlay.name}: ${complaint.message}` });
      }
      const ofStep = Object.hasOwn(overlay.steps[index]?.parameters ?? {}, parameter);
      const path = [...(ofStep ? ['steps', index, 'parameters'] : ['parameters']), ...complaint.path];
      return misconfigured(file, { ...complaint, path, message: `overlay ${overlay.name}: ${complaint.message}` });
    }),
  );
  if (error) throw error;
}

function faultsIn(parameters: Parameters, { schema, needs = [], check }: Transform): Complaint[] {
  const faults = complaints(schema, parameters, 'parameters');
  const missing = needs.filter((name) => parameters[name] === undefined);
  const lacks = missing.map((name) => ({ path: [], message: `parameters lacks ${JSON.stringify(name)}` }));
  return faults.length + lacks.length > 0 ? [...faults, ...lacks] : (check?.(parameters) ?? []);
}
