import { nearest } from '../base/text.js';
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
    overlays.push(fittingOverlay(checked(one, 'overlay', 'the overlay'), charts, overlays));
  }
  return { charts, overlays };
}

const isChart = ({ value }: Settings): boolean => isObject(value) && value.kind === 'Chart';

/** An overlay acts on a chart that is known. Overlays of one name are those of several charts: one setting is for all of them. */
function fittingOverlay(
  overlay: Settings<Overlay>,
  charts: readonly Chart[],
  others: readonly Settings<Overlay>[],
): Settings<Overlay> {
  const { name } = overlay.value;
  const [known, own] = [charts.map((chart) => chart.name), chartsOf(overlay)];
  const sameCharts = (theirs: readonly (string | undefined)[]): boolean =>
    [...own, ...theirs].includes(undefined) || theirs.some((chart) => own.includes(chart));
  const other = others.find((one) => one.value.name === name && sameCharts(chartsOf(one)));
  if (other) {
    throw misconfigured(overlay, { path: ['name'], message: `an overlay ${name} comes from ${other.file} already` });
  }
  const index = own.findIndex((chart) => chart !== undefined && !known.includes(chart));
  if (index === -1) return overlay;
  const message = `there is no chart ${own[index]}${nearest(String(own[index]), known)}`;
  throw misconfigured(overlay, { path: ['steps', index, 'target', 'chart'], message });
}

/** The chart of each step's target; undefined for any. */
const chartsOf = ({ value }: Settings<Overlay>) => value.steps.map(({ target }) => target.chart);
