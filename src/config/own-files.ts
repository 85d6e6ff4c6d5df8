import { nearest } from '../base/text.js';
import { charts as shippedCharts, overlays as shippedOverlays } from '../generated/shipped.js';
import type { Chart, Overlay } from '../generated/types.js';
import { at } from '../json/values.js';
import {
  beside,
  checked,
  type GivenSettings,
  misconfigured,
  type ReadFile,
  type Settings,
  settingsIn,
} from './read.js';
import type { Complaint } from './validate.js';

/** Where shipped overlays come from. */
export const SHIPPED = 'redis-hostport itself';

/**
 * The charts and overlays there are: what is shipped, with the user's own files, `overlayFiles` (relative to the configuration)
 * and `--overlay`. A file may hold several documents, overlays and charts; an overlay may act on a chart of any of the files.
 *
 * @throws HostportError `config` with file, line and column
 */
export function withOwnFiles(
  configured: readonly string[],
  configFile: string | undefined,
  given: readonly (string | GivenSettings)[],
  read: ReadFile,
) {
  const files = [...configured.map((file) => beside(file, configFile)), ...given];
  const documents = files.flatMap((file) => settingsIn(file, read));
  const charts: Chart[] = [...shippedCharts];
  for (const one of documents.filter(isChart)) {
    const { value: chart } = checked<Chart>(one, 'chart', 'the chart');
    const isDoubled = charts.some(({ name }) => name === chart.name);
    if (isDoubled) throw misconfigured(one, { path: ['name'], message: `there is a chart ${chart.name} already` });
    charts.push(chart);
  }
  const overlays: Settings<Overlay>[] = shippedOverlays.map((value) => ({ value, file: SHIPPED }));
  for (const one of documents.filter((document) => !isChart(document))) {
    const overlay = checked<Overlay>(one, 'overlay', 'the overlay');
    const fault = overlayFault(overlay.value, charts, overlays);
    if (fault) throw misconfigured(overlay, fault);
    overlays.push(overlay);
  }
  return { charts, overlays };
}

const isChart = ({ value }: Settings): boolean => at(value, 'kind') === 'Chart';

/** An overlay acts on a chart that is known. Overlays of one name are those of several charts: one setting is for all of them. */
function overlayFault(
  overlay: Overlay,
  charts: readonly Chart[],
  others: readonly Settings<Overlay>[],
): Complaint | undefined {
  const { name, steps } = overlay;
  const other = others.find(({ value }) => value.name === name && haveOneChart(value, overlay));
  if (other) return { path: ['name'], message: `an overlay ${name} comes from ${other.file} already` };
  const known = charts.map((one) => one.name);
  const index = steps.findIndex(({ target: { chart } }) => chart !== undefined && !known.includes(chart));
  const chart = steps[index]?.target.chart;
  if (chart === undefined) return undefined;
  return { path: ['steps', index, 'target', 'chart'], message: `there is no chart ${chart}${nearest(chart, known)}` };
}

/** Whether there is a chart on which both act; a target without one is in any. */
function haveOneChart(one: Overlay, other: Overlay): boolean {
  const charts = other.steps.map(({ target }) => target.chart);
  return one.steps.some(({ target }) => !target.chart || charts.some((chart) => !chart || chart === target.chart));
}
