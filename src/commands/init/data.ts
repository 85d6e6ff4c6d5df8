import { HostportError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import { commandTexts } from '../../generated/commands.js';
import type { Config } from '../../generated/types.js';

const { choices, about } = commandTexts.init.options.data;

/** Where a pod's data can lie. */
export type DataPlace = (typeof choices)[number];

/** What the data survives in each place, with the append-only file on. */
export const SURVIVES: Readonly<Record<DataPlace, string>> = about;

/**
 * @param asked the option `--data`
 * @param hasDefaultClass whether a claim without a class of its own gets storage, as far as the input says
 * @throws HostportError `usage` for a place that there is not
 */
export function dataPlace(asked: string | undefined, hasDefaultClass: boolean): DataPlace {
  if (asked === undefined) return hasDefaultClass ? 'claim' : 'node';
  const place = choices.find((name) => name === asked);
  if (place) return place;
  throw new HostportError('usage', `--data ${asked}: there is no such place${nearest(asked, choices)}`);
}

/** Where a configuration puts the data, whatever was asked for. */
export function dataPlaceOf({ install, overlays }: Config): DataPlace {
  if (typeof overlays?.['local-data'] === 'object') return 'node';
  return install?.persistence?.enabled === false ? 'pod' : 'claim';
}
