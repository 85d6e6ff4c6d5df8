import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Addresses for documentation (RFC 5737): they exist in the network namespaces made here and nowhere else. */
export const IPS = [11, 12, 13, 14, 15, 16].map((host) => `192.0.2.${host}`);

/** A machine: a network namespace with one cable to the bridge at which the applications are. */
export interface Machine {
  ip: string;
  /** Runs what follows it on the machine. */
  within: readonly string[];
  /** Pulls or plugs in the cable. What is sent to a machine without one is lost, and nobody answers that. */
  cable: (state: 'up' | 'down') => void;
}

const ip = (...words: string[]): void => void execFileSync('ip', words, { stdio: 'inherit' });

/** Makes the machines. Called in a network namespace of its own (`unshare --net`), which ends with the process. */
export async function machines(): Promise<{ machines: Machine[]; end: () => void }> {
  ip('link', 'set', 'lo', 'up');
  ip('link', 'add', 'bridge', 'type', 'bridge');
  ip('addr', 'add', '192.0.2.1/24', 'dev', 'bridge');
  ip('link', 'set', 'bridge', 'up');
  const holders: ChildProcess[] = IPS.map(() => spawn('unshare', ['--net', 'sleep', '7200'], { stdio: 'ignore' }));
  await sleep(1000);
  const made = holders.map(({ pid }, index) => {
    const [cable, address] = [`cable${index}`, IPS[index] ?? ''];
    const within = ['nsenter', '-t', String(pid), '-n'];
    const inside = (...words: string[]): void => void execFileSync('nsenter', [...within.slice(1), 'ip', ...words]);
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid));
    ip('link', 'set', cable, 'master', 'bridge', 'up');
    inside('addr', 'add', `${address}/24`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    inside('link', 'set', 'lo', 'up');
    return { ip: address, within, cable: (state: 'up' | 'down') => ip('link', 'set', cable, state) };
  });
  return {
    machines: made,
    end: () => {
      for (const one of holders) one.kill('SIGKILL');
    },
  };
}
