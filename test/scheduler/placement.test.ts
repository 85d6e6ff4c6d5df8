import t from 'tap';
import { randomWorld } from '../placement/world.js';
import { CONTROL_PLANE, findBinaries } from './binaries.js';
import { startControlPlane } from './controlplane.js';
import { SCHEMES } from './schemes.js';
import { resultTable } from './table.js';
import { createNamespace, misplaced, type Placement, tryWorld } from './trial.js';

const REPLICAS = 6;
/** In these worlds load outvotes the runbook's weights: in the first by 76 points to the 34 of pod 0's lead. */
const SEEDS = [2, 4];

const { found, missing } = findBinaries(CONTROL_PLANE, process.env);
const skip = missing.length > 0 && `not in $LAB/bin nor on the PATH: ${missing.join(', ')}`;

t.test('placements on a real control plane', { skip }, async (t) => {
  const plane = await startControlPlane({ binaries: found });
  t.teardown(() => plane.stop());
  await createNamespace(plane.api);
  const placements: Placement[] = [];
  for (const [number, seed] of SEEDS.entries()) {
    await tryWorld(plane.api, randomWorld(seed, REPLICAS), number, SCHEMES, (one) => void placements.push(one));
  }
  t.comment(`Kubernetes ${plane.version}\n${resultTable(placements)}`);
  for (const one of placements) {
    const name = `${one.scheme}, ${one.world.name}: ${one.nodes.join(' ')}`;
    t.equal(new Set(one.nodes).size, REPLICAS, `${name}: a node for each pod`);
    if (one.scheme === 'dominant') t.equal(misplaced(one), 0, `${name}: in order`);
    if (one.scheme === 'runbook 6..1, OrderedReady') t.not(misplaced(one), 0, `${name}: not in order`);
    if (one.scheme !== 'dominant' && !one.scheme.includes('required')) continue;
    t.ok(
      one.nodes.every((node) => node.startsWith('node-')),
      `${name}: on labelled nodes`,
    );
  }
});
