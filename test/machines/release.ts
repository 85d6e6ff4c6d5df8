import { parse } from 'yaml';
import { type Helm, startHelm } from '../controlplane/helm.js';
import { chartStream } from '../helpers/charts.js';
import { inProject } from '../helpers/project.js';
import { command, type Lab } from './lab.js';

export const STREAM = '10.2.0/ext.helm3';
const NAMESPACE = 'redis-cluster';
const SET = 'ds-redis-redis-cluster';
const REPLICAS = 6;
export const KEYS = 1000;
/** The nodes of the runbook, in the order of the pods. */
export const NODES = [
  { name: 'dio-master01', ip: '10.0.0.4' },
  { name: 'dio-master02', ip: '10.0.0.5' },
  { name: 'dio-master03', ip: '10.0.0.6' },
  { name: 'dio-worker01', ip: '10.0.0.8' },
  { name: 'dio-worker02', ip: '10.0.0.9' },
  { name: 'dio-worker03', ip: '10.0.0.10' },
] as const;

/** How a release is installed. */
export interface Scheme {
  name: string;
  settings: readonly string[];
  podManagementPolicy: 'OrderedReady' | 'Parallel';
  /** The chart's useAOFPersistence; the runbook's is no. */
  aof?: 'yes';
}

/** A release of the real chart's rendering on real machines. */
export interface Release {
  install: () => Promise<void>;
  /** The same release installed in another way, over a StatefulSet that is replaced while its pods run on. */
  replace: (other: Scheme) => Promise<void>;
  /** A rolling update, to its end. */
  roll: () => Promise<void>;
  uninstall: () => Promise<void>;
  /** How many keys can be read, some seconds after all of them could; else half a minute after all pods are Ready. */
  readable: () => Promise<number>;
  /** Whether all keys could be written. */
  write: () => Promise<boolean>;
  /** The node of the first master. */
  masterNode: () => Promise<string>;
  deletePods: (...nodes: string[]) => Promise<void>;
  /** Waits for six pods that are Ready. */
  ready: () => Promise<boolean>;
  /** What a server answers, asked from outside the cluster. */
  ask: (ip: string, ...words: string[]) => Promise<string>;
  close: () => void;
  helm: string;
}

export async function startRelease(lab: Lab, major: 3 | 4, scheme: Scheme): Promise<Release> {
  const helm = await startHelm(major, lab.kubeconfig, lab.throughApi);
  if (!helm) throw new Error(`no Helm ${major} on the PATH`);
  const stream = chartStream(STREAM)
    .toString()
    .replace(/^( *podManagementPolicy: ).*$/m, `$1${scheme.podManagementPolicy}`)
    .replace(/(_AOF_ENABLED\n *value: ).*$/m, `$1"${scheme.aof ?? 'no'}"`);
  const password = passwordIn(stream);
  const client = keyClient(lab, password);
  const kubectl = (...args: string[]): Promise<string> => lab.kubectl('-n', NAMESPACE, ...args);
  const ready = (): Promise<boolean> => until(240, async () => (await readyPods(kubectl)) === REPLICAS);
  const apply = applier(helm, scheme, stream);
  return {
    helm: helm.version,
    install: async () => {
      await apply('install', '0');
      await ready();
    },
    replace: async (other) => {
      await kubectl('delete', 'statefulset', SET, '--cascade=orphan');
      await applier(helm, other, stream)('upgrade', '0');
    },
    roll: async () => {
      await apply('upgrade', String(Date.now()));
      await kubectl('rollout', 'status', 'statefulset', SET, '--timeout=9m');
      await ready();
    },
    uninstall: async () => {
      await helm.uninstall();
      await until(120, async () => (await kubectl('get', 'pods', '-o', 'name')) === '');
    },
    readable: async () => {
      await ready();
      const count = async (): Promise<number> => Number(await client('read', KEYS));
      await until(30, async () => (await count()) === KEYS);
      // A master that came back empty says so to its replicas: what is read at first may go yet.
      await new Promise((resolve) => setTimeout(resolve, 5000));
      return count();
    },
    write: () => until(90, async () => (await client('write', KEYS)) === KEYS),
    masterNode: async () => {
      const masters = (await client('masters', 0)) as string[] | null;
      return NODES.find(({ ip }) => masters?.includes(ip))?.name ?? NODES[0].name;
    },
    deletePods: async (...nodes) => {
      const { items } = JSON.parse(await kubectl('get', 'pods', '-o', 'json'));
      const pods = (items as { metadata: { name: string }; spec: { nodeName?: string } }[])
        .filter(({ spec }) => nodes.includes(spec.nodeName ?? ''))
        .map(({ metadata }) => metadata.name);
      await kubectl('delete', 'pod', ...pods);
    },
    ready,
    ask: (ip, ...words) =>
      command([...lab.throughClient, 'redis-cli', '-h', ip, ...words], { ...process.env, REDISCLI_AUTH: password }),
    close: helm.close,
  };
}

/** Each number is another pod template. */
function applier(helm: Helm, { settings }: Scheme, stream: string) {
  return (verb: 'install' | 'upgrade', number: string): Promise<string> => {
    const chart = helm.chartOf(stream.replace(/^( *checksum\/scripts: ).*$/m, `$1${number}-of-the-trial`));
    return helm.apply(verb, chart, [], settings);
  };
}

async function readyPods(kubectl: (...args: string[]) => Promise<string>): Promise<number> {
  const { items } = JSON.parse(await kubectl('get', 'pods', '-o', 'json')) as {
    items: { metadata: { deletionTimestamp?: string }; status: { conditions?: { type: string; status: string }[] } }[];
  };
  const isReady = ({ metadata, status }: (typeof items)[number]): boolean =>
    !metadata.deletionTimestamp &&
    (status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
  return items.filter(isReady).length;
}

function keyClient({ throughClient }: Lab, password: string) {
  const program = [...throughClient, process.execPath, '--import=tsx', inProject('test', 'machines', 'keys.ts')];
  const hosts = NODES.map(({ ip }) => ip);
  return async (what: 'write' | 'read' | 'masters', count: number): Promise<unknown> => {
    const printed = await command([...program, what, String(count), ...hosts], {
      ...process.env,
      PASSWORD: password,
    });
    return JSON.parse(printed);
  };
}

function passwordIn(stream: string): string {
  const secret = stream.split(/^---$/m).find((one) => /^kind: Secret$/m.test(one)) ?? '';
  return Buffer.from(String(parse(secret)?.data?.['redis-password']), 'base64').toString();
}

/** Asks again and again; false where it has not become true in this time. */
export async function until(seconds: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The images of the stream, which the lab's image is called. */
export function imagesIn(stream: string): string[] {
  return [...new Set([...stream.matchAll(/^ *image: "?([^"\s]+)"?$/gm)].map(([, image]) => image ?? ''))];
}
