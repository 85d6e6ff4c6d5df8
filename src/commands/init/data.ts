import { HostportError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import { initTexts } from '../../generated/templates.js';
import type { Config } from '../../generated/types.js';

/** Where a pod's data can lie. */
export type DataPlace = keyof typeof initTexts.data;

export const DATA_PLACES = Object.keys(initTexts.data) as DataPlace[];

/** A line for each place, with what the data survives there, for help and for comments. */
export function places(option: string): string {
  return DATA_PLACES.map((name) => `  ${option}${name.padEnd(6)} ${initTexts.data[name].survives}`).join('\n');
}

/**
 * @param asked the option `--data`
 * @param hasDefaultClass whether a claim without a class of its own gets storage, as far as the input says
 * @throws HostportError `usage` for a place that there is not
 */
export function dataPlace(asked: string | undefined, hasDefaultClass: boolean): DataPlace {
  if (asked === undefined) return hasDefaultClass ? 'claim' : 'node';
  const place = DATA_PLACES.find((name) => name === asked);
  if (place) return place;
  throw new HostportError('usage', `--data ${asked}: there is no such place${nearest(asked, DATA_PLACES)}`);
}

/** Where a configuration puts the data, whatever was asked for. */
export function dataPlaceOf({ install, overlays }: Config): DataPlace {
  if (typeof overlays?.['local-data'] === 'object') return 'node';
  return install?.persistence?.enabled === false ? 'pod' : 'claim';
}
