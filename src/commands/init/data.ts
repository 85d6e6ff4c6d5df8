import { HostportError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import type { Config } from '../../generated/types.js';

/** Where a pod's data can lie. */
export type DataPlace = 'node' | 'claim' | 'pod';

/** What each place is, and what the data in it survives, with the append-only file on. */
export const DATA_PLACES: Readonly<Record<DataPlace, { where: string; survives: string }>> = {
  node: {
    where: "on the disk of the pod's own node (overlay local-data)",
    survives: 'crash, pod deleted, node rebooted; a lost node, if its master has a replica',
  },
  claim: {
    where: "in a claim of the cluster's default StorageClass",
    survives: 'crash, pod deleted, node rebooted; a lost node, if the storage is not on it',
  },
  pod: {
    where: 'in an emptyDir of the pod, as in the runbook',
    survives: 'crash, node rebooted; not a deleted pod, a rolling update or a lost node',
  },
};

const NAMES = Object.keys(DATA_PLACES) as DataPlace[];

/**
 * @param asked the option `--data`
 * @param hasDefaultClass whether a claim without a class of its own gets storage, as far as the input says
 * @throws HostportError `usage` for a place that there is not
 */
export function dataPlace(asked: string | undefined, hasDefaultClass: boolean): DataPlace {
  if (asked === undefined) return hasDefaultClass ? 'claim' : 'node';
  const place = NAMES.find((name) => name === asked);
  if (place) return place;
  throw new HostportError('usage', `--data ${asked}: there is no such place${nearest(asked, NAMES)}`);
}

/** Where a configuration puts the data, whatever was asked for. */
export function dataPlaceOf({ install, overlays }: Config): DataPlace {
  if (typeof overlays?.['local-data'] === 'object') return 'node';
  return install?.persistence?.enabled === false ? 'pod' : 'claim';
}
