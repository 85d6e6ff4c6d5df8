import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fires, type Summaries, withMinutesOf } from '../alerts/fires.js';
import { freePort, noPrometheus, Prometheus } from '../alerts/prometheus.js';
import { run } from '../helpers/fake-io.js';
import { findBinaries, whatIsMissing } from './binaries.js';
import { NO_KUBELET } from './controlplane.js';
import { cordon } from './disturb.js';
import { deletePods, type OnPlane, SET, startInstalled } from './installed.js';
import { PODS } from './kube.js';
import { start } from './process.js';
import { rolledOut } from './rollout.js';

/**
 * The rules with the real kube-state-metrics: what it says of a release on a real control plane, read by a real Prometheus
 * each second. A minute of the rules' `for` is a second here; nothing else of them is changed. Nothing runs in kwok's
 * pods, so the alert of silent exporters is left out; test/alerts has those of real servers.
 */
const KUBE_STATE_METRICS = 'kube-state-metrics';
const skip = whatIsMissing(process.env, 3, KUBE_STATE_METRICS) || noPrometheus;
/** The controller manager takes a node for NotReady after 50 s. */
const LIMIT_MS = 90_000;
/** Longer than the alerts about pods and nodes wait here: what has not fired by then does not fire later. */
const STEADY_MS = 6000;

t.setTimeout(400_000);
t.test('pods and nodes as the real kube-state-metrics shows them', { skip }, async (t) => {
  const one = await startInstalled(t);
  const { plane, own } = one;
  const prometheus = await watch(t, one);
  const expect = (what: string, expected: Summaries): Promise<void> =>
    fires(t, prometheus, expected, { what, limitMs: LIMIT_MS, steadyMs: STEADY_MS });
  await expect('each pod on its own node', {});
  // What is gone for a moment only must not fire either.
  await deletePods(one, 4);
  await rolledOut(plane.api, SET);
  await expect('a pod was deleted and is back on its node', {});

  await cordon(plane.api, own[2] ?? '', true);
  await expect('a node is cordoned, and its pod runs on', {});
  await deletePods(one, 2);
  await expect('a pod waits for its cordoned node', {
    'node-cordoned': [`Node ${own[2]} is cordoned, and no pod of the release is on it`],
    'pod-pending': [`Pod ${SET}-2 waits for a node`],
  });
  const [pending] = (await prometheus.firing()).filter(({ labels }) => labels.check === 'pod-pending');
  t.match(pending?.annotations.description, `Its node ${own[2]} is cordoned.`);
  await cordon(plane.api, own[2] ?? '', false);
  await expect('the node is uncordoned', {});

  await cordon(plane.api, own[1] ?? '', true);
  await deletePods(one, 1, 3);
  await plane.api.until(PODS, 'pod 1 elsewhere', 30_000, (pods) =>
    pods.get(`${SET}-1`)?.spec?.nodeName === own[3] ? true : undefined,
  );
  await cordon(plane.api, own[1] ?? '', false);
  await expect('two pods are swapped', {
    'pods-swapped': [`Pods ${SET}-1 and ${SET}-3 run on the nodes of each other: ${own[3]} and ${own[1]}`],
  });
  await deletePods(one, 1, 3);
  await expect('each on its own again', {});

  await plane.api.call('PATCH', `/api/v1/nodes/${own[5]}`, { metadata: { labels: { [NO_KUBELET]: '' } } });
  await expect('a kubelet does not report any more', {
    'node-not-ready': [`Node ${own[5]} is not Ready`],
    'pod-not-ready': [`Pod ${SET}-5 is not Ready`],
  });
});

/** kube-state-metrics, Prometheus, and the rules of the release. */
async function watch(t: Test, { plane, config }: OnPlane): Promise<Prometheus> {
  const port = await startKubeStateMetrics(t, plane.kubeconfig);
  const { code, out, err } = await run(['alerts', '--format', 'prometheus', '--without', 'exporter-silent'], {
    files: { 'redis-hostport.yaml': config },
  });
  t.same([code, err], [0, '']);
  const job = { job_name: KUBE_STATE_METRICS, honor_labels: true };
  const scraped = [{ ...job, static_configs: [{ targets: [`127.0.0.1:${port}`] }] }];
  const prometheus = await Prometheus.start(t, scraped, withMinutesOf(out, 1));
  const there = async (): Promise<boolean> => (await prometheus.query('kube_pod_status_ready')).length > 0;
  await prometheus.until('kube-state-metrics scraped', there);
  return prometheus;
}

async function startKubeStateMetrics(t: Test, kubeconfig: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kube-state-metrics-'));
  const [port, telemetry] = [await freePort(), await freePort()];
  const path = findBinaries([KUBE_STATE_METRICS], process.env).found.get(KUBE_STATE_METRICS) ?? '';
  const args = [`--kubeconfig=${kubeconfig}`, '--host=127.0.0.1', `--port=${port}`];
  const telemetryArgs = ['--telemetry-host=127.0.0.1', `--telemetry-port=${telemetry}`];
  const resources = '--resources=pods,nodes,statefulsets,persistentvolumeclaims';
  const running = start(KUBE_STATE_METRICS, path, [...args, ...telemetryArgs, resources], join(folder, 'log'));
  t.teardown(async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return port;
}
