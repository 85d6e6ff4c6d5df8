import type { LoadedConfig } from '../../../config/config.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type ActiveOverlay, stepsOn } from '../../../overlays/active.js';
import { placementOf } from '../../../overlays/placement.js';
import type { AskedServer } from '../servers/ask.js';
import type { Expectation } from './release.js';
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
  asked: readonly AskedServer[],
): Expectation {
  return {
    configured: alone ? (loaded.config.nodes ?? []) : [],
    placement: placementOf(stepsOn(chart, active)),
    announcedAt: new Map(
      asked.flatMap(({ ip, answer }) => (answer?.announced ? [[canonicalAddress(ip), answer.announced] as const] : [])),
    ),
  };
}
