import type { LoadedConfig } from '../../../config/config.js';
import type { Chart, NodeEntry } from '../../../generated/types.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import type { ActiveOverlay } from '../../../overlays/active.js';
import { placementOf } from '../../../overlays/placement.js';
import type { Asked } from '../servers/ask.js';
import type { Expectation } from './live.js';
import type { RunningRelease } from './select.js';

/** What the configuration says; overlays are worked out once for all releases. */
export interface Configured {
  loaded: LoadedConfig;
  active: readonly ActiveOverlay[];
}

/**
 * What a release is judged by.
 *
 * @param alone whether it is the only one: `nodes` of the configuration is one list, and speaks of one release
 * @param asked the servers that were asked
 */
export function expectationOf(
  { loaded, active }: Configured,
  { chart }: RunningRelease,
  alone: boolean,
  asked: readonly Asked[],
): Expectation {
  const configured: readonly NodeEntry[] = alone ? (loaded.config.nodes ?? []) : [];
  return { configured, placement: placementOf(overlaysFor(active, chart)), told: announcements(asked) };
}

/** The overlays that act on a chart, with the parameters of the step that does. */
function overlaysFor(active: readonly ActiveOverlay[], chart: Chart) {
  return active.flatMap(({ name, steps }) => {
    const own = steps.find(({ target }) => target.chart === chart.name);
    return own ? [{ name, parameters: own.parameters }] : [];
  });
}

/** What the server at an IP says it announces; one that says nothing tells nothing. */
function announcements(asked: readonly Asked[]): Map<string, string> {
  return new Map(
    asked.flatMap(({ ip, answer }): [string, string][] =>
      answer?.announced ? [[canonicalAddress(ip), answer.announced]] : [],
    ),
  );
}
