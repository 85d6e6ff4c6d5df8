import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { noServers, requireFreePorts, until } from '../cluster/servers.js';
import { notOnPath } from '../helpers/binaries.js';
import { noCharts } from '../helpers/charts.js';
import { CLIENTS } from './clients.js';
import { Load } from './load.js';
import { folderOf, prepare } from './prepare.js';
import { sixServers } from './six.js';

/** The cheap part of run.ts: the printed class is compiled, and its client follows a lost master. ioredis: test/cluster. */
const IPS = [21, 22, 23, 24, 25, 26].map((host) => `127.0.0.${host}`);
const FETCH_LIMIT_MS = 45_000;
const FOLLOW_LIMIT_MS = 40_000;

const skip = noCharts || noServers || notOnPath('mvn', 'javac');

t.test(
  'Spring Boot with the printed class follows a lost master',
  { skip: skip || false, timeout: 115_000 },
  async (t) => {
    const spec = CLIENTS.find(({ name }) => name.includes('the printed class'));
    if (!spec) throw new Error('there is no such client');
    const absent = await prepare(spec, IPS, FETCH_LIMIT_MS);
    if (absent !== undefined) return t.test('the library', { skip: absent }, async () => {});
    await requireFreePorts(IPS, [6379, 16_379]);
    const password = 'a password';
    // The chart's start script names files without quotes, so their folder has no space.
    const folder = mkdtempSync(join(tmpdir(), 'spring-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const six = await sixServers(IPS, folder, password, 1500);
    t.teardown(six.end);
    const load = new Load(spec, folderOf(spec), { SONG_PASSWORD: password });
    t.teardown(() => load.end());
    await load.ready();
    const master = six.find('master');
    await six.servers[master]?.kill();
    await sleep(3000);
    const answers = async (): Promise<boolean> => {
      const { sent, failed } = load.outcome(Date.now() - 4000, Date.now() - 2000);
      return sent > 20 && failed === 0;
    };
    await until('two seconds without an error', answers, FOLLOW_LIMIT_MS);
    t.pass('it follows');
  },
);
