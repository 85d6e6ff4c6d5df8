/**
 * By hand, after a change of `test/scheduler/cases.ts`: `node --import=tsx
 * test/controlplane/record.ts` tries every case on the real thing and writes what the scheduler's log says to
 * `test/controlplane/measured.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { SCORE_WEIGHTS } from '../../src/scheduler/verdict.js';
import { CASES, type Case } from '../scheduler/cases.js';
import { CONTROL_PLANE, findBinaries } from './binaries.js';
import { type ControlPlane, startControlPlane } from './controlplane.js';
import { createNamespace } from './kube.js';
import { naming } from './objects.js';
import { plainScheme } from './schemes.js';
import { readScores } from './scores.js';
import { tryWorld } from './trial.js';

const PLUGINS = Object.keys(SCORE_WEIGHTS);

interface Step {
  chosen: string;
  scores: Record<string, number[]>;
}

async function record(plane: ControlPlane, { name, world, template }: Case, number: number): Promise<Step[]> {
  const before = readFileSync(plane.schedulerLog, 'utf8').length;
  let chosen: string[] = [];
  const scheme = plainScheme(name, () => ({ template, podManagementPolicy: 'OrderedReady' }));
  await tryWorld(plane, world, number, [scheme], ({ placement }) => {
    chosen = placement.nodes;
  });
  const logged = readScores(readFileSync(plane.schedulerLog, 'utf8').slice(before));
  return chosen.map((node, ordinal) => {
    const byNode = logged.get(`redis-cluster-${ordinal}`) ?? new Map<string, Record<string, number>>();
    const scores = world.nodes.flatMap((one) => {
      const own = byNode.get(naming(number).node(one.name));
      return own === undefined ? [] : [[one.name, PLUGINS.map((plugin) => own[plugin] ?? 0)]];
    });
    return { chosen: node, scores: Object.fromEntries(scores) };
  });
}

const { found, missing } = findBinaries(CONTROL_PLANE, process.env);
if (missing.length > 0) throw new Error(`not in $LAB/bin nor on the PATH: ${missing.join(', ')}`);
const plane = await startControlPlane({ binaries: found, schedulerVerbosity: 10 });
try {
  await createNamespace(plane.api);
  const cases: Record<string, Step[]> = {};
  for (const [number, one] of CASES.entries()) cases[one.name] = await record(plane, one, number);
  const file = new URL('../scheduler/measured.json', import.meta.url);
  writeFileSync(file, JSON.stringify({ kubernetes: plane.version, plugins: PLUGINS, cases }));
} finally {
  await plane.stop();
}
