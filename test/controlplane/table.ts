import type { Disturbed } from './disturb.js';
import { misplaced, type Placement } from './trial.js';

/** The table "scheme | all six pods on their nodes", in Markdown, one row a scheme in the order of their first trial. */
export function resultTable(placements: readonly Placement[]): string {
  const schemes = [...new Set(placements.map((one) => one.scheme.name))];
  const replicas = placements[0]?.nodes.length ?? 0;
  const rows = schemes.map((scheme) => {
    const own = placements.filter((one) => one.scheme.name === scheme);
    const wrong = own.map(misplaced);
    const right = wrong.filter((count) => count === 0).length;
    const pods = wrong.reduce((sum, count) => sum + count, 0);
    const times = own.map((one) => one.milliseconds).sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)] ?? 0;
    return `| ${scheme} | ${right} of ${own.length} | ${pods} | ${median} ms |`;
  });
  return [
    `| scheme | all ${replicas} pods on their nodes | pods on a wrong node | median start |`,
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The table "scheme | what the pod did while its node was cordoned | how many trials were right in the end". */
export function disturbanceTable(all: readonly Disturbed[]): string {
  const schemes = [...new Set(all.map(({ placement }) => placement.scheme.name))];
  const rows = schemes.map((scheme) => {
    const own = all.filter(({ placement }) => placement.scheme.name === scheme);
    const begun = own.filter(({ placement }) => misplaced(placement) === 0).length;
    const waited = own.filter(({ meanwhile }) => meanwhile === undefined).length;
    const right = own.filter(({ placement, nodes }) => misplaced({ ...placement, nodes }) === 0).length;
    return `| ${scheme} | ${begun} of ${own.length} | ${waited} | ${own.length - waited} | ${right} |`;
  });
  return [
    '| scheme | right at first | the pod waited | it started elsewhere | right in the end |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
