import t from 'tap';
import { randomWorld } from '../scheduler/world.js';
import { whatIsMissing } from './binaries.js';
import { SCHEMES } from './schemes.js';
import { startedPlane } from './started.js';
import { resultTable } from './table.js';
import { misplaced, type Placement, tryWorld } from './trial.js';

const REPLICAS = 6;
/** In these worlds load outvotes the runbook's weights: in the first by 76 points to the 34 of pod 0's lead. */
const SEEDS = [2, 4];

t.test('placements on a real control plane', { skip: whatIsMissing(process.env) }, async (t) => {
  const plane = await startedPlane(t);
  const placements: Placement[] = [];
  for (const [number, seed] of SEEDS.entries()) {
    await tryWorld(plane, randomWorld(seed, REPLICAS), number, SCHEMES, ({ placement }) => {
      placements.push(placement);
    });
  }
  t.comment(`Kubernetes ${plane.version}\n${resultTable(placements)}`);
  for (const one of placements) {
    const scheme = one.scheme.name;
    const name = `${scheme}, ${one.world.name}: ${one.nodes.join(' ')}`;
    t.equal(new Set(one.nodes).size, REPLICAS, `${name}: a node for each pod`);
    if (scheme === 'dominant') t.equal(misplaced(one), 0, `${name}: in order`);
    if (scheme === 'runbook 6..1, OrderedReady') t.not(misplaced(one), 0, `${name}: not in order`);
    if (scheme !== 'dominant' && !scheme.includes('required')) continue;
    t.ok(
      one.nodes.every((node) => node.startsWith('node-')),
      `${name}: on labelled nodes`,
    );
  }
});
