import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, connect } from './api.js';
import type { Component } from './binaries.js';
import { type Running, start } from './process.js';

/** A control plane of one's own on the loopback interface. */
export interface ControlPlane {
  api: Api;
  /** For kubectl and Helm. */
  kubeconfig: string;
  /** What kube-scheduler writes; with verbosity 10 every score of every plugin. */
  schedulerLog: string;
  /** As the API server says it, for example `v1.34.4`. */
  version: string;
  /** Ends everything it started and removes its files. */
  stop: () => Promise<void>;
}

export interface ControlPlaneOptions {
  /** Paths of the components' executables. */
  binaries: ReadonlyMap<string, string>;
  /** kube-scheduler's `-v`. */
  schedulerVerbosity?: number;
}

/** A node with this label has no kubelet any more: kwok leaves it alone, and it becomes NotReady. */
export const NO_KUBELET = 'example.com/no-kubelet';

const READY_MS = 60_000;
const POLL_MS = 100;

/**
 * Starts etcd, the API server, the controller manager, the scheduler and kwok with fresh, empty storage on free ports.
 * Throws, with the end of the component's log, when one of them ends or is not ready within a minute; nothing is left
 * running then.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-hostport-lab-'));
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running.reverse()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const launch = (name: Component, args: readonly string[]): Running => {
    const path = options.binaries.get(name);
    if (path === undefined) throw new Error(`${name} is not there`);
    const one = start(name, path, args, join(folder, `${name}.log`));
    running.push(one);
    return one;
  };
  try {
    const started = await startAll(folder, launch, options.schedulerVerbosity ?? 1);
    const close = async (): Promise<void> => {
      started.api.close();
      await stop();
    };
    return { ...started, stop: close };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  folder: string,
  launch: (name: Component, args: readonly string[]) => Running,
  verbosity: number,
): Promise<Omit<ControlPlane, 'stop'>> {
  const [client, peer, secure] = await freePorts(3);
  const token = randomBytes(16).toString('hex');
  const files = writeCredentials(folder, token);
  const etcdUrl = `http://127.0.0.1:${client}`;
  launch('etcd', etcdArgs(join(folder, 'etcd'), etcdUrl, `http://127.0.0.1:${peer}`));
  const apiserver = launch('kube-apiserver', apiserverArgs(files, etcdUrl, secure));
  const certificate = join(files.certificates, 'apiserver.crt');
  const ca = await eventually('a certificate', apiserver, () => readFileSync(certificate));
  const api = connect({ port: secure, token, ca });
  await eventually('a ready API server', apiserver, async () => {
    if ((await api.call('GET', '/readyz')) !== 'ok') throw new Error('not ready');
  });
  const kubeconfig = writeKubeconfig(folder, secure, certificate, token);
  const manager = launch('kube-controller-manager', managerArgs(kubeconfig, files.signingKey));
  const scheduler = launch('kube-scheduler', schedulerArgs(folder, kubeconfig, verbosity));
  launch('kwok', [
    `--kubeconfig=${kubeconfig}`,
    `--manage-nodes-with-label-selector=!${NO_KUBELET}`,
    '--node-lease-duration-seconds=40',
  ]);
  await eventually('the default service account', manager, () =>
    api.call('GET', '/api/v1/namespaces/default/serviceaccounts/default'),
  );
  const { gitVersion } = (await api.call('GET', '/version')) as { gitVersion: string };
  return { api, kubeconfig, schedulerLog: scheduler.logFile, version: gitVersion };
}

/** Tries until it does not throw; gives up when the component has ended, or after a minute. */
async function eventually<T>(what: string, component: Running, attempt: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (component.ended() || Date.now() > deadline) {
        throw new Error(`waiting for ${what}: ${component.name} says\n${component.lastWords()}`, { cause: error });
      }
      await sleep(POLL_MS);
    }
  }
}

interface Files {
  certificates: string;
  tokens: string;
  signingKey: string;
  publicKey: string;
}

function writeCredentials(folder: string, token: string): Files {
  const certificates = join(folder, 'certificates');
  mkdirSync(certificates);
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    certificates,
    tokens: write('tokens.csv', `${token},trial,trial,"system:masters"\n`),
    signingKey: write('service-account.key', keys.privateKey),
    publicKey: write('service-account.pub', keys.publicKey),
  };
}

/** Kubeconfig files are YAML, of which JSON is a part. */
function writeKubeconfig(folder: string, port: number, certificate: string, token: string): string {
  const server = `https://127.0.0.1:${port}`;
  const path = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'trial', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'trial', user: { token } }],
    contexts: [{ name: 'trial', context: { cluster: 'trial', user: 'trial' } }],
    'current-context': 'trial',
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

function etcdArgs(data: string, clientUrl: string, peerUrl: string): string[] {
  return [
    `--data-dir=${data}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
  ];
}

function apiserverArgs(files: Files, etcdUrl: string, port: number): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${files.certificates}`,
    `--token-auth-file=${files.tokens}`,
    '--authorization-mode=RBAC',
    '--anonymous-auth=false',
    '--service-cluster-ip-range=10.96.0.0/16',
    `--service-account-issuer=https://127.0.0.1:${port}`,
    `--service-account-key-file=${files.publicKey}`,
    `--service-account-signing-key-file=${files.signingKey}`,
    '--endpoint-reconciler-type=none',
    '--event-ttl=5m',
    // For pin: admission; behind a gate up to Kubernetes 1.35.
    '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
    '--feature-gates=MutatingAdmissionPolicy=true',
  ];
}

function managerArgs(kubeconfig: string, signingKey: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${signingKey}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}

/** The default profile; only the client's rate limits are raised. */
function schedulerArgs(folder: string, kubeconfig: string, verbosity: number): string[] {
  const path = join(folder, 'scheduler.json');
  const config = {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig, qps: 500, burst: 1000 },
  };
  writeFileSync(path, JSON.stringify(config));
  return [`--config=${path}`, '--secure-port=0', `-v=${verbosity}`];
}

async function freePorts(count: number): Promise<[number, number, number]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [a = 0, b = 0, c = 0] = ports;
  return [a, b, c];
}
