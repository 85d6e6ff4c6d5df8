/**
 * By hand: `node --import=tsx test/controlplane/trials.ts [--trials 40] [--seed 1] [--replicas 6]
 * [--scheme TEXT]… [--helm 3|4] [--disturb cordon|swap]` prints the table of every scheme whose name contains one of
 * the texts, tried in the same worlds: weights of the trial's own, or with `--helm` the real chart's stream in every
 * placement, installed by a real Helm. The worlds are random ones; with `--disturb` empty ones, in which a pod's node
 * is cordoned once all pods are on theirs.
 */
import { parseArgs } from 'node:util';
import { quietWorld, randomWorld } from '../scheduler/world.js';
import { CONTROL_PLANE, findBinaries } from './binaries.js';
import { type ControlPlane, startControlPlane } from './controlplane.js';
import { DISTURBANCES, type Disturbed } from './disturb.js';
import { type Helm, startHelm } from './helm.js';
import { createNamespace } from './kube.js';
import { PLACEMENTS, releasedScheme } from './released.js';
import { SCHEMES, type Scheme } from './schemes.js';
import { disturbanceTable, resultTable } from './table.js';
import { misplaced, type Placement, tryWorld } from './trial.js';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    replicas: { type: 'string', default: '6' },
    scheme: { type: 'string', multiple: true, default: [''] },
    helm: { type: 'string' },
    disturb: { type: 'string' },
  },
});
const [trials, seed, replicas] = [Number(values.trials), Number(values.seed), Number(values.replicas)];

async function starts(plane: ControlPlane, schemes: readonly Scheme[]): Promise<string> {
  const placements: Placement[] = [];
  for (let trial = 0; trial < trials; trial++) {
    await tryWorld(plane, randomWorld(seed + trial, replicas), trial, schemes, ({ placement }) => {
      placements.push(placement);
      if (misplaced(placement) === 0) return;
      process.stderr.write(`${placement.world.name}: ${placement.scheme.name}: ${placement.nodes.join(' ')}\n`);
    });
  }
  return resultTable(placements);
}

async function disturbances(plane: ControlPlane, schemes: readonly Scheme[], name: string): Promise<string> {
  const disturb = DISTURBANCES[name];
  if (!disturb) throw new Error(`--disturb ${name}: there are ${Object.keys(DISTURBANCES).join(' and ')}`);
  const all: Disturbed[] = [];
  for (let trial = 0; trial < trials; trial++) {
    await tryWorld(plane, quietWorld(replicas), trial, schemes, async (installed) => {
      all.push({ placement: installed.placement, ...(await disturb(plane.api, installed)) });
    });
  }
  return disturbanceTable(all);
}

async function helmOf(plane: ControlPlane, major: string): Promise<Helm> {
  const helm = await startHelm(major === '4' ? 4 : 3, plane.kubeconfig);
  if (!helm) throw new Error(`no Helm ${major} on the PATH`);
  return helm;
}

const { found, missing } = findBinaries(CONTROL_PLANE, process.env);
if (missing.length > 0) throw new Error(`not in $LAB/bin nor on the PATH: ${missing.join(', ')}`);
const plane = await startControlPlane({ binaries: found });
let helm: Helm | undefined;
try {
  helm = values.helm === undefined ? undefined : await helmOf(plane, values.helm);
  const real = helm;
  const all = real ? PLACEMENTS.map((choice) => releasedScheme(real, choice)) : SCHEMES;
  const schemes = all.filter((scheme) => values.scheme.some((text) => scheme.name.includes(text)));
  process.stderr.write(`Kubernetes ${plane.version}, ${helm ? `Helm ${helm.version}, ` : ''}${trials} trials\n`);
  await createNamespace(plane.api);
  const table = values.disturb ? disturbances(plane, schemes, values.disturb) : starts(plane, schemes);
  process.stdout.write(await table);
} finally {
  helm?.close();
  await plane.stop();
}
