import { serverContainer } from '../../charts/statefulset.js';
import type { Chart } from '../../generated/types.js';
import type { JsonObject } from '../../json/values.js';
import { refused, type Target } from './transform.js';

/** The container that runs the server of a chart we know. */
export interface Server {
  chart: Chart;
  item: JsonObject;
  index: number;
}

/**
 * @param does what is done to it, for the message
 * @throws HostportError `refused` for a document of no chart we know
 */
export function serverOf(target: Target, does: string): Server {
  const chart = target.release?.chart;
  const container = chart && serverContainer(target.value, chart);
  if (chart && container) return { chart, ...container };
  const message = `${target.overlay} ${does} of a known chart, and this is none or has no container`;
  throw refused(target, ['kind'], message, 'Target the StatefulSet of a chart that a Chart file describes.');
}
