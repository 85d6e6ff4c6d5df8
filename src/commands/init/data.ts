import { commandTexts } from '../../generated/commands.js';
import type { Config } from '../../generated/types.js';

/** Where a pod's data can lie. */
export type DataPlace = keyof typeof SURVIVES;

/** What the data survives in each place, with the append-only file on. */
export const SURVIVES = commandTexts.init.options.data.about;

/** Where a configuration puts the data, whatever was asked for. */
export function dataPlaceOf({ install, overlays }: Config): DataPlace {
  if (typeof overlays?.['local-data'] === 'object') return 'node';
  return install?.persistence?.enabled === false ? 'pod' : 'claim';
}
