import { nearest } from '../base/nearest.js';
import { charts as shippedCharts, overlays as shippedOverlays } from '../generated/shipped.js';
import type { Chart, Overlay } from '../generated/types.js';
import { isObject } from '../json/values.js';
import {
  beside,
  checked,
  type GivenSettings,
  misconfigured,
  type ReadFile,
  type Settings,
  settingsIn,
} from './read.js';

/** The charts and overlays there are: those that are shipped and the user's own. */
export interface ChartsAndOverlays {
  charts: readonly Chart[];
  overlays: readonly Settings<Overlay>[];
}

/** Where shipped overlays come from. */
export const SHIPPED = 'redis-hostport itself';

/**
 * What is shipped, with the user's own files: `overlayFiles` (relative to the configuration) and `--overlay`. A file may
 * hold several documents, overlays and charts; an overlay may act on a chart of any of the files.
 *
 * @throws HostportError `config` with file, line and column
 */
export function withOwnFiles(
  configured: readonly string[],
  configFile: string | undefined,
  given: readonly (string | GivenSettings)[],
  read: ReadFile,
): ChartsAndOverlays {
  const files = [...configured.map((file) => beside(file, configFile ?? '.')), ...given];
  const documents = files.flatMap((file) => settingsIn(file, read));
  const charts = [...shippedCharts];
  for (const one of documents.filter(isChart)) {
    const { value: chart } = checked<Chart>(one, 'chart', 'the chart');
    if (charts.some(({ name }) => name === chart.name)) {
      throw misconfigured(one, { path: ['name'], message: `there is a chart ${chart.name} already` });
    }
    charts.push(chart);
  }
  const overlays: Settings<Overlay>[] = shippedOverlays.map((value) => ({ value, file: SHIPPED }));
  for (const one of documents.filter((document) => !isChart(document))) {
    const overlay = checked<Overlay>(one, 'overlay', 'the overlay');
    refuseTaken(overlay, overlays);
    refuseUnknownChart(overlay, charts);
    overlays.push(overlay);
  }
  return { charts, overlays };
}

const isChart = ({ value }: Settings): boolean => isObject(value) && value.kind === 'Chart';

/** Overlays of one name are those of several charts: one setting is for all of them. */
function refuseTaken(overlay: Settings<Overlay>, others: readonly Settings<Overlay>[]): void {
  const { name } = overlay.value;
  const other = others.find(({ value }) => collide(value, overlay.value));
  if (!other) return;
  throw misconfigured(overlay, { path: ['name'], message: `an overlay ${name} comes from ${other.file} already` });
}

function collide(a: Overlay, b: Overlay): boolean {
  const [ofA, ofB] = [chartsOf(a), chartsOf(b)];
  const apart = !ofA.includes(undefined) && !ofB.includes(undefined) && !ofA.some((chart) => ofB.includes(chart));
  return a.name === b.name && !apart;
}

const chartsOf = ({ steps }: Overlay) => steps.map(({ target }) => target.chart);

/** An overlay acts on a chart that is known. */
function refuseUnknownChart(settings: Settings<Overlay>, charts: readonly Chart[]): void {
  const known = charts.map(({ name }) => name);
  for (const [index, { target }] of settings.value.steps.entries()) {
    if (target.chart === undefined || known.includes(target.chart)) continue;
    const message = `there is no chart ${target.chart}${nearest(target.chart, known)}`;
    throw misconfigured(settings, { path: ['steps', index, 'target', 'chart'], message });
  }
}
