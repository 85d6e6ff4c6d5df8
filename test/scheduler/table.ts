import { misplaced, type Placement } from './trial.js';

/** The table "scheme | all six pods on their nodes", in Markdown, one row a scheme in the order of their first trial. */
export function resultTable(placements: readonly Placement[]): string {
  const schemes = [...new Set(placements.map((one) => one.scheme))];
  const replicas = placements[0]?.nodes.length ?? 0;
  const rows = schemes.map((scheme) => {
    const own = placements.filter((one) => one.scheme === scheme);
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
