import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { onPath } from '../helpers/binaries.js';
import { inProject } from '../helpers/project.js';

const SCRIPTS = inProject('test', 'machines', 'lab');
const KUBERNETES = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
];
const SYSTEM = ['containerd', 'ctr', 'runc', 'ip', 'iptables', 'nsenter', 'unshare', 'openssl', 'redis-server'];
const CNI = '/usr/lib/cni';
/** A rolling update of six pods takes some minutes where each of them takes its 30 s to end. */
const TIMEOUT_MS = 600_000;

/** For `{ skip }`: false where the lab can be started, else why not. */
export function whyNoLab(env: NodeJS.ProcessEnv): string | false {
  const folder = env.MACHINES;
  if (!folder) return 'MACHINES does not name a folder with the programs of Kubernetes (test/machines/README.md)';
  if (process.getuid?.() !== 0) return 'machines need root';
  if (!existsSync('/sys/fs/cgroup/systemd')) return 'the machines need control groups of version 1';
  const missing = [
    ...KUBERNETES.filter((name) => !existsSync(join(folder, 'bin', name))),
    ...SYSTEM.filter((name) => onPath(name) === undefined),
    ...['bridge', 'host-local', 'portmap'].map((name) => join(CNI, name)).filter((file) => !existsSync(file)),
  ];
  return missing.length > 0 && `not in $MACHINES/bin nor on the PATH: ${missing.join(', ')}`;
}

/** Real kubelets with containers, in namespaces of their own, and a control plane. */
export interface Lab {
  kubeconfig: string;
  /** Before a command: it runs where the API server is. */
  throughApi: readonly string[];
  /** Before a command: it runs outside the cluster, on the network of the machines. */
  throughClient: readonly string[];
  /** What it prints. */
  kubectl: (...args: string[]) => Promise<string>;
  machine: (what: 'on' | 'off' | 'reboot', name: string) => Promise<void>;
  /** Runs a command inside a machine, as its root. */
  inMachine: (name: string, ...command: string[]) => Promise<string>;
  stop: () => Promise<void>;
}

/** @param images what the image with Redis is called in the release */
export async function startLab(folder: string, images: readonly string[]): Promise<Lab> {
  const lab = resolve(folder);
  const env = { ...process.env, LAB: lab };
  const script = (name: string, ...args: string[]): Promise<string> => command([join(SCRIPTS, name), ...args], env);
  const through = (place: string): string[] => ['nsenter', `--net=/run/netns/lab-${place}`];
  const kubeconfig = join(lab, 'run', 'kubeconfig');
  await script('down.sh');
  await script('images.sh', ...images);
  await script('up.sh');
  return {
    kubeconfig,
    throughApi: through('cp'),
    throughClient: through('client'),
    kubectl: (...args) =>
      command([...through('cp'), join(lab, 'bin', 'kubectl'), ...args], { ...env, KUBECONFIG: kubeconfig }),
    machine: async (what, name) => {
      await script('machine.sh', what, name);
    },
    inMachine: (name, ...words) => script('machine.sh', 'run', name, ...words),
    stop: async () => {
      await script('down.sh');
    },
  };
}

/** Runs a command; an error holds what it printed. */
export async function command([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const options = { env, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(program, args, options);
  return stdout;
}
