import type { Test } from 'tap';
import { quietWorld } from '../scheduler/world.js';
import type { ControlPlane } from './controlplane.js';
import { type Helm, SAMPLE_CHART } from './helm.js';
import { PODS } from './kube.js';
import { naming } from './objects.js';
import { rolledOut } from './rollout.js';
import { startedHelm, startedPlane } from './started.js';
import { buildWorld } from './trial.js';

export const SET = 'ds-redis-redis-cluster';
export const IPS = ['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.9', '10.0.0.10'];

/** A release on a control plane, each pod Ready on its own node. */
export interface OnPlane {
  plane: ControlPlane;
  helm: Helm;
  /** The node of each ordinal. */
  own: readonly string[];
  /** What a user's redis-hostport.yaml says of it. */
  config: string;
}

/** Starts all of it for this test: the sample chart by Helm 3, post-rendered with placement dominant. */
export async function startInstalled(t: Test): Promise<OnPlane> {
  const plane = await startedPlane(t);
  const helm = await startedHelm(t, plane, 3);
  const names = naming(0);
  await buildWorld(plane.api, quietWorld(IPS.length), names);
  const own = IPS.map((_, ordinal) => names.node(`node-${ordinal}`));
  for (const [ordinal, node] of own.entries()) {
    const addresses = [{ type: 'InternalIP', address: IPS[ordinal] }];
    await plane.api.call('PATCH', `/api/v1/nodes/${node}/status`, { status: { addresses } });
  }
  const values = ['--set', `ips={${IPS}}`, '--set', 'podManagementPolicy=OrderedReady'];
  await helm.apply('install', SAMPLE_CHART, values, ['overlays.node-affinity.placement=dominant']);
  t.same(await rolledOut(plane.api, SET), own, 'each pod is Ready on its own node');
  return { plane, helm, own, config: configOf(own) };
}

function configOf(own: readonly string[]): string {
  return JSON.stringify({
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    release: 'ds-redis',
    nodes: own.map((name, ordinal) => ({ name, ip: IPS[ordinal] })),
  });
}

/** Deletes pods at once; their StatefulSet makes them again. */
export async function deletePods({ plane }: OnPlane, ...ordinals: number[]): Promise<void> {
  await Promise.all(
    ordinals.map((ordinal) => plane.api.call('DELETE', `${PODS}/${SET}-${ordinal}`, { gracePeriodSeconds: 0 })),
  );
}
