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

/** What a user's own files bring. */
export interface OwnFiles {
  charts: readonly Chart[];
  overlays: readonly Settings<Overlay>[];
}

/**
 * The user's own files: `overlayFiles` (relative to the configuration) and `--overlay`. A file may hold several
 * documents, overlays and charts; an overlay may act on a chart of any of the files.
 *
 * @throws HostportError `config` with file, line and column
 */
export function readOwnFiles(
  configured: readonly string[],
  configFile: string | undefined,
  given: readonly (string | GivenSettings)[],
  read: ReadFile,
): OwnFiles {
  const files = [...configured.map((file) => beside(file, configFile ?? '.')), ...given];
  const documents = files.flatMap((file) => settingsIn(file, read));
  const charts: Chart[] = [];
  for (const one of documents.filter(isChart)) charts.push(ownChart(one, [...shippedCharts, ...charts]));
  const known = [...shippedCharts, ...charts].map(({ name }) => name);
  const overlays: Settings<Overlay>[] = [];
  for (const one of documents.filter((document) => !isChart(document))) {
    const overlay = checked<Overlay>(one, 'overlay', 'the overlay');
    refuseTaken(overlay, overlays);
    refuseUnknownChart(overlay, known);
    overlays.push(overlay);
  }
  return { charts, overlays };
}

const isChart = ({ value }: Settings): boolean => isObject(value) && value.kind === 'Chart';

function ownChart(settings: Settings, known: readonly Chart[]): Chart {
  const { value: chart } = checked<Chart>(settings, 'chart', 'the chart');
  if (!known.some(({ name }) => name === chart.name)) return chart;
  throw misconfigured(settings, { path: ['name'], message: `there is a chart ${chart.name} already` });
}

/** Overlays of one name are those of several charts: one setting is for all of them. */
function refuseTaken(settings: Settings<Overlay>, own: readonly Settings<Overlay>[]): void {
  const { value: overlay } = settings;
  const shipped = shippedOverlays.find((other) => collide(other, overlay));
  const other = own.find(({ value }) => collide(value, overlay));
  if (!shipped && !other) return;
  const from = other?.file ?? 'redis-hostport itself';
  throw misconfigured(settings, { path: ['name'], message: `an overlay ${overlay.name} comes from ${from} already` });
}

function collide(a: Overlay, b: Overlay): boolean {
  const [ofA, ofB] = [chartsOf(a), chartsOf(b)];
  const apart = !ofA.includes(undefined) && !ofB.includes(undefined) && !ofA.some((chart) => ofB.includes(chart));
  return a.name === b.name && !apart;
}

const chartsOf = ({ steps }: Overlay) => steps.map(({ target }) => target.chart);

/** An overlay acts on a chart that is known. */
function refuseUnknownChart(settings: Settings<Overlay>, charts: readonly string[]): void {
  for (const [index, { target }] of settings.value.steps.entries()) {
    if (target.chart !== undefined && !charts.includes(target.chart)) {
      const message = `there is no chart ${target.chart}${nearest(target.chart, charts)}`;
      throw misconfigured(settings, { path: ['steps', index, 'target', 'chart'], message });
    }
  }
}
