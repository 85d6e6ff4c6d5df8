/**
 * Client libraries with the settings that `endpoints` prints, against six real servers that fail: the job by hand for
 * docs/clients.md. As root on Linux, with redis-server, nsenter and ip; mvn and a JDK, Go, Python and npm for the clients.
 *
 *   node --import=tsx test/clients/run.ts [--node-timeout 5000] [--faults kill,hang] [--clients ioredis,Spring] [--out FILE]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { configOf } from '../cluster/cluster.js';
import { shell } from '../cluster/servers.js';
import { run } from '../helpers/fake-io.js';
import { CLIENTS } from './clients.js';
import { Load, type Outcome } from './load.js';
import { IPS, machines } from './network.js';
import { folderOf, prepare } from './prepare.js';
import { allNodes, FAULTS, kill, type Stage } from './scenarios.js';
import { sixServers } from './six.js';

const { values } = parseArgs({
  options: {
    'node-timeout': { type: 'string', default: '15000' },
    faults: { type: 'string', default: [...Object.keys(FAULTS), 'password', 'resetpass', 'all'].join() },
    clients: { type: 'string', default: '' },
    out: { type: 'string', default: 'clients.json' },
    inside: { type: 'boolean', default: false },
  },
});
const NODE_TIMEOUT = Number(values['node-timeout']);
const FETCH_LIMIT_MS = 600_000;
const PASSWORDS = { old: 'the old password', new: 'the new password', other: 'one more password' };
const CONFIG = configOf(IPS);
const wanted = CLIENTS.filter(({ name }) => values.clients.split(',').some((part) => name.includes(part)));
const say = (text: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

if (values.inside) await inside();
else if (await prepared()) {
  const again = spawnSync(
    'unshare',
    ['--net', process.execPath, '--import=tsx', ...process.argv.slice(1), '--inside'],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = again.status ?? 1;
}

async function prepared(): Promise<boolean> {
  for (const spec of wanted) {
    say(`preparing ${spec.name}`);
    const missing = await prepare(spec, IPS, FETCH_LIMIT_MS);
    if (missing !== undefined) throw new Error(missing);
  }
  return wanted.length > 0;
}

async function inside(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  const network = await machines();
  try {
    const within = network.machines.map((machine) => machine.within);
    const six = await sixServers(IPS, folder, PASSWORDS.old, NODE_TIMEOUT, within);
    try {
      await faults({ ...six, machines: network.machines, windowMs: NODE_TIMEOUT * 2 + 30_000 });
    } finally {
      await six.end();
    }
  } finally {
    network.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A window of time and the clients that were watched in it. */
interface Watched {
  fault: string;
  from: number;
  until: number;
  loads: readonly Load[];
}

async function faults(stage: Stage): Promise<void> {
  const watched: Watched[] = [];
  const watch = async (fault: string, loads: readonly Load[], happen: () => Promise<unknown>): Promise<void> => {
    say(fault);
    const from = Date.now();
    const undo = await happen();
    watched.push({ fault, from, until: Date.now(), loads });
    if (typeof undo === 'function') await undo();
    await stage.healthy();
    // Clients find their way back to a server that is a replica now.
    await sleep(10_000);
  };
  const names = values.faults.split(',');
  let loads = await started('old');
  const all = [...loads];
  await sleep(5000);
  for (const name of names) {
    const fault = FAULTS[name]?.fault;
    if (fault) await watch(name, loads, () => fault(stage));
  }
  if (names.includes('password')) {
    await watch('password-change', loads, async () => {
      await change('[{ env: NEW }, { env: OLD }]', '--add');
      const next = await started('new');
      await Promise.all(loads.map((load) => load.end()));
      loads = next;
      all.push(...next);
      await change('{ env: NEW }', '--drop');
    });
    await watch('password', loads, () => kill(stage));
  }
  if (names.includes('resetpass')) {
    const hash = spawnSync('sha256sum', { input: PASSWORDS.other, encoding: 'utf8' }).stdout.slice(0, 64);
    for (const ip of IPS) shell(`redis-cli -h ${ip} acl setuser song on resetpass '#${hash}'`, stage.password);
    await sleep(5000);
    await watch('resetpass', loads, () => kill(stage));
  }
  if (names.includes('all')) {
    const other = names.includes('resetpass') ? await started('other') : loads;
    if (other !== loads) {
      await Promise.all(loads.map((load) => load.end()));
      loads = other;
      all.push(...other);
    }
    await watch('all', loads, () => allNodes(stage));
  }
  await Promise.all(loads.map((load) => load.end()));
  report(watched, all);
}

async function started(which: keyof typeof PASSWORDS): Promise<Load[]> {
  const loads: Load[] = [];
  for (const spec of wanted) {
    const load = new Load(spec, folderOf(spec), {
      SONG_PASSWORD: PASSWORDS[which],
      NODES: IPS.map((ip) => `${ip}:6379`).join(),
    });
    await load.ready();
    loads.push(load);
    say(`${spec.name} runs`);
  }
  return loads;
}

/** README's way: `redis-hostport password`. */
async function change(sources: string, option: string): Promise<void> {
  const { code, out, err } = await run(['password', option], {
    env: { NEW: PASSWORDS.new, OLD: PASSWORDS.old },
    files: { 'redis-hostport.yaml': CONFIG.replace('{ env: SONG_PASSWORD }', sources) },
  });
  if (code !== 0) throw new Error(out + err);
}

function report(watched: readonly Watched[], loads: readonly Load[]): void {
  const clients: Record<string, Record<string, Outcome>> = {};
  for (const { fault, from, until: end } of watched) {
    for (const load of loads) {
      const outcome = load.outcome(from, end);
      if (outcome.sent === 0) continue;
      const ofClient = clients[load.spec.name] ?? {};
      clients[load.spec.name] = ofClient;
      const before = ofClient[fault];
      // During the change of the password there are two programs of each client: the worse one counts.
      if (!before || outcome.failed > before.failed) ofClient[fault] = outcome;
    }
  }
  const redis = spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout.match(/v=([\d.]+)/)?.[1];
  writeFileSync(values.out, `${JSON.stringify({ redis, nodeTimeout: NODE_TIMEOUT, clients }, null, 1)}\n`);
  for (const [name, faults] of Object.entries(clients)) {
    const cells = Object.entries(faults).map(
      ([fault, { lastFailure, longest, failed }]) =>
        `${fault} ${lastFailure ?? 'never'} (${failed} failed, longest ${longest})`,
    );
    say(`${name}: ${cells.join('; ')}`);
  }
}
