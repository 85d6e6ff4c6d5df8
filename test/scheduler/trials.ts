/**
 * By hand: `node --import=@tapjs/typescript/import test/scheduler/trials.ts [--trials 40] [--seed 1] [--replicas 6]
 * [--scheme TEXT]…` prints the table of every scheme whose name contains one of the texts, tried in the same random
 * worlds.
 */
import { parseArgs } from 'node:util';
import { randomWorld } from '../placement/world.js';
import { CONTROL_PLANE, findBinaries } from './binaries.js';
import { startControlPlane } from './controlplane.js';
import { SCHEMES, type Scheme } from './schemes.js';
import { resultTable } from './table.js';
import { createNamespace, misplaced, type Placement, tryWorld } from './trial.js';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    replicas: { type: 'string', default: '6' },
    scheme: { type: 'string', multiple: true, default: [''] },
  },
});

async function run(schemes: readonly Scheme[], trials: number, seed: number, replicas: number): Promise<void> {
  const { found, missing } = findBinaries(CONTROL_PLANE, process.env);
  if (missing.length > 0) throw new Error(`not in $LAB/bin nor on the PATH: ${missing.join(', ')}`);
  const plane = await startControlPlane({ binaries: found });
  try {
    process.stderr.write(`Kubernetes ${plane.version}, seeds ${seed}..${seed + trials - 1}\n`);
    await createNamespace(plane.api);
    const placements: Placement[] = [];
    for (let trial = 0; trial < trials; trial++) {
      await tryWorld(plane.api, randomWorld(seed + trial, replicas), trial, schemes, (placement) => {
        placements.push(placement);
        const wrong = misplaced(placement);
        if (wrong > 0)
          process.stderr.write(`${placement.world.name}: ${placement.scheme}: ${placement.nodes.join(' ')}\n`);
      });
    }
    process.stdout.write(resultTable(placements));
  } finally {
    await plane.stop();
  }
}

const wanted = SCHEMES.filter((scheme) => values.scheme.some((text) => scheme.name.includes(text)));
await run(wanted, Number(values.trials), Number(values.seed), Number(values.replicas));
