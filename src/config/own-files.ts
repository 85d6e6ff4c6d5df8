import { dirname, isAbsolute, join } from 'node:path';
import { nearest } from '../base/nearest.js';
import { charts as shippedCharts, overlays as shippedOverlays } from '../generated/shipped.js';
import type { Chart, Overlay } from '../generated/types.js';
import { isObject } from '../json/values.js';
import type { Parsed } from '../yaml/read/document.js';
import { checked, misconfigured, type ReadFile, settingsDocuments } from './read.js';

/** An overlay of the user's own and the document it was read from. */
export interface OwnOverlay {
  overlay: Overlay;
  parsed: Parsed;
}

/** What a user's own files bring. */
export interface OwnFiles {
  charts: readonly Chart[];
  overlays: readonly OwnOverlay[];
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
  given: readonly string[],
  read: ReadFile,
): OwnFiles {
  const base = configFile === undefined ? '.' : dirname(configFile);
  const files = [...configured.map((file) => (isAbsolute(file) ? file : join(base, file))), ...given];
  const documents = files.flatMap((file) => settingsDocuments(read, file));
  const charts: Chart[] = [];
  for (const parsed of documents.filter(isChart)) charts.push(ownChart(parsed, [...shippedCharts, ...charts]));
  const known = [...shippedCharts, ...charts].map(({ name }) => name);
  const overlays: OwnOverlay[] = [];
  for (const parsed of documents.filter((one) => !isChart(one))) {
    const overlay = checked<Overlay>(parsed, 'overlay', 'the overlay');
    refuseTaken(parsed, overlay, overlays);
    refuseUnknownChart(parsed, overlay, known);
    overlays.push({ overlay, parsed });
  }
  return { charts, overlays };
}

const isChart = ({ value }: Parsed): boolean => isObject(value) && value.kind === 'Chart';

function ownChart(parsed: Parsed, known: readonly Chart[]): Chart {
  const chart = checked<Chart>(parsed, 'chart', 'the chart');
  if (!known.some(({ name }) => name === chart.name)) return chart;
  throw misconfigured(parsed, { path: ['name'], message: `there is a chart ${chart.name} already` });
}

/** Overlays of one name are those of several charts: one setting is for all of them. */
function refuseTaken(parsed: Parsed, overlay: Overlay, own: readonly OwnOverlay[]): void {
  const shipped = shippedOverlays.find((other) => collide(other, overlay));
  const other = own.find((one) => collide(one.overlay, overlay));
  if (!shipped && !other) return;
  const from = other ? other.parsed.document.file : 'redis-hostport itself';
  throw misconfigured(parsed, { path: ['name'], message: `an overlay ${overlay.name} comes from ${from} already` });
}

function collide(a: Overlay, b: Overlay): boolean {
  const [ofA, ofB] = [chartsOf(a), chartsOf(b)];
  const apart = !ofA.includes(undefined) && !ofB.includes(undefined) && !ofA.some((chart) => ofB.includes(chart));
  return a.name === b.name && !apart;
}

const chartsOf = ({ steps }: Overlay) => steps.map(({ target }) => target.chart);

/** An overlay acts on a chart that is known. */
function refuseUnknownChart(parsed: Parsed, { steps }: Overlay, charts: readonly string[]): void {
  for (const [index, { target }] of steps.entries()) {
    if (target.chart !== undefined && !charts.includes(target.chart)) {
      const message = `there is no chart ${target.chart}${nearest(target.chart, charts)}`;
      throw misconfigured(parsed, { path: ['steps', index, 'target', 'chart'], message });
    }
  }
}
