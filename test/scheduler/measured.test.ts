import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { ordinalSums } from '../../src/kubernetes/selectors.js';
import { leads, OPPONENTS } from '../../src/scheduler/verdict.js';
import { dominantWeights, runbookWeights } from '../../src/scheduler/weights.js';
import { nodeAffinity, ORDINAL_LABEL } from '../controlplane/objects.js';
import { inProject } from '../helpers/project.js';
import { fc, runs } from '../helpers/properties.js';
import { CASES } from './cases.js';
import { balanceScore, best, choice, fitScore, place, type ScorePlugin } from './simulate.js';
import { randomWorld, type Template, type World, type WorldNode } from './world.js';

interface Measured {
  kubernetes: string;
  plugins: ScorePlugin[];
  cases: Record<string, { chosen: string; scores: Record<string, number[]> }[]>;
}

// Written by test/controlplane/record.ts from a real kube-scheduler's log.
const measured = JSON.parse(readFileSync(inProject('test', 'scheduler', 'measured.json'), 'utf8')) as Measured;

t.test('the simulation gives every score that a real scheduler gave', async (t) => {
  t.strictSame(
    Object.keys(measured.cases),
    CASES.map((one) => one.name),
    'the recorded cases',
  );
  for (const { name, world, template } of CASES) {
    const taken = new Set<string>();
    for (const [ordinal, step] of (measured.cases[name] ?? []).entries()) {
      const simulated = choice(world, template, taken, ordinal);
      const rows = [...simulated.scores].map(([node, scores]) => [node, measured.plugins.map((one) => scores[one])]);
      // A node without rival is bound unscored.
      if (rows.length > 1) t.strictSame(Object.fromEntries(rows), step.scores, `${name}: scores for pod ${ordinal}`);
      t.ok(best(simulated).includes(step.chosen), `${name}: pod ${ordinal} on ${step.chosen}`);
      taken.add(step.chosen);
    }
  }
});

t.test('leads are the measured NodeAffinity scores of the own node and its rival', async (t) => {
  for (const { name, template } of CASES) {
    const sums = template.terms.map((weights) => weights.reduce((sum, weight) => sum + weight, 0));
    const steps = measured.cases[name] ?? [];
    for (const { ordinal, rival, points } of leads(sums, template.required)) {
      const scores = steps[ordinal]?.scores ?? {};
      const affinity = (node: string): number | undefined => scores[node]?.[measured.plugins.indexOf('NodeAffinity')];
      const own = affinity(`node-${ordinal}`);
      const other = affinity(rival === 'unlabelled' ? 'spare-0' : `node-${rival}`);
      // Only while every earlier pod is on its own node are these the nodes that remain.
      const inOrder = steps.slice(0, ordinal).every((step, i) => step.chosen === `node-${i}`);
      if (inOrder && own !== undefined && other !== undefined) t.equal(own - other, points, `${name}: pod ${ordinal}`);
    }
  }
});

t.test('terms written for the API read back as their sums', async (t) => {
  const terms = dominantWeights(7);
  const sums = terms.map((weights) => weights.reduce((sum, weight) => sum + weight, 0));
  const written = nodeAffinity({ terms, required: true, hostnameSpread: true, requests: true });
  t.strictSame(ordinalSums(written, { key: ORDINAL_LABEL, value: 'redis-cluster-{ordinal}' }, 7).sums, sums);
});

/** A node as any load makes it: shares of CPU and memory, and pods that state nothing. */
const anyNode = fc.record({
  name: fc.constant('node'),
  cpu: fc.integer({ min: 0, max: 98 }),
  memory: fc.integer({ min: 0, max: 99 }),
  silent: fc.integer({ min: 0, max: 100 }),
});

t.test('load never weighs more than OPPONENTS says', async (t) => {
  const template: Template = { terms: [], required: true, hostnameSpread: true, requests: true };
  const load = (node: WorldNode): number => fitScore(node, template) + balanceScore(node, template);
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anyNode, anyNode, (a, b) => {
        const stated = load({ ...a, silent: 0 }) - load({ ...b, silent: 0 });
        return load(a) - load(b) <= OPPONENTS['unstated-load'] && stated <= OPPONENTS.load;
      }),
      { numRuns: 20_000 },
    ),
  );
});

t.test('dominant weights place every pod whatever the load', async (t) => {
  const random = fc.record({ seed: fc.nat(), silent: fc.array(fc.nat(60), { minLength: 16, maxLength: 16 }) });
  // replicas, most pods a node that state nothing, size of the pods' image on some nodes
  const rows: [number, number, number][] = [
    [3, 60, 23],
    [6, 60, 23],
    [7, 60, 23],
    [3, 0, 800],
    [6, 0, 500],
    [9, 0, 300],
    [12, 0, 60],
  ];
  for (const [replicas, most, imageMiB] of rows) {
    const template: Template = {
      terms: dominantWeights(replicas),
      required: true,
      hostnameSpread: true,
      requests: true,
    };
    const own = Array.from({ length: replicas }, (_, ordinal) => `node-${ordinal}`);
    const holds = ({ seed, silent }: { seed: number; silent: number[] }): void => {
      const { name, nodes } = randomWorld(seed, replicas);
      const loaded = nodes.map((node, i) => ({ ...node, silent: Math.min(most, silent[i] ?? 0) }));
      assert.deepEqual(place({ name, imageMiB, nodes: loaded }, template, replicas), own);
    };
    t.doesNotThrow(() => fc.assert(fc.property(random, holds), { numRuns: runs(1000) }), `${replicas} nodes`);
  }
});

t.test('the simulation counts as many starts in order as were measured', async (t) => {
  const runbook = runbookWeights(6);
  const single = [[100], [40], [17], [7], [3], [1]];
  // terms, required, hostname constraint, measured starts with all pods on their nodes, in the worlds of seeds 1 to 200
  const rows: [number[][], boolean, boolean, number][] = [
    [runbook, false, false, 98],
    [single, true, false, 197],
    [dominantWeights(6), true, true, 199],
  ];
  for (const [terms, required, hostnameSpread, starts] of rows) {
    const template: Template = { terms, required, hostnameSpread, requests: true };
    const chances = Array.from({ length: 200 }, (_, i) => inOrder(randomWorld(i + 1, 6), template));
    // Between equal scores the scheduler draws by lot.
    const sure = chances.filter((one) => one === 'sure').length;
    const possible = chances.filter((one) => one !== 'never').length;
    t.ok(sure <= starts && starts <= possible, `${terms.flat().join()}: ${sure}..${possible} of 200`);
    t.ok(possible - sure <= 8, 'few draws');
  }
});

function inOrder(world: World, template: Template): 'sure' | 'possible' | 'never' {
  const taken = new Set<string>();
  let sure = true;
  for (const [ordinal] of template.terms.entries()) {
    const own = `node-${ordinal}`;
    const winners = best(choice(world, template, taken, ordinal));
    if (!winners.includes(own)) return 'never';
    sure &&= winners.length === 1;
    taken.add(own);
  }
  return sure ? 'sure' : 'possible';
}
