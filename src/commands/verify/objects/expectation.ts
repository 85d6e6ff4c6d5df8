import { canonicalAddress } from '../../../kubernetes/address.js';
import { type Configuration, stepsOn } from '../../../overlays/configuration.js';
import { placementOf } from '../../../overlays/placement.js';
import type { AskedServer } from '../servers/ask.js';
import type { Expectation } from './release.js';
import type { RunningRelease } from './select.js';

/**
 * What a release is judged by.
 *
 * @param alone whether it is the only one: `nodes` of the configuration is one list, and speaks of one release
 * @param asked the servers that were asked
 */
export function expectationOf(
  configuration: Configuration,
  { chart }: RunningRelease,
  alone: boolean,
  asked: readonly AskedServer[],
): Expectation {
  return {
    configured: alone ? (configuration.config.nodes ?? []) : [],
    placement: placementOf(stepsOn(chart, configuration)),
    announcedAt: new Map(
      asked.flatMap(({ ip, answer }) => (answer?.announced ? [[canonicalAddress(ip), answer.announced] as const] : [])),
    ),
  };
}
