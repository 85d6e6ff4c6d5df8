import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { inProject } from '../helpers/project.js';
import { findBinaries, whatIsMissing } from './binaries.js';
import { cordon } from './disturb.js';
import { deletePods, type OnPlane, SET, startInstalled } from './installed.js';
import { PODS } from './kube.js';
import { NAMESPACE } from './objects.js';

/** `verify -n` on a real API server, as the CronJob of examples/cronjob calls it: with its ServiceAccount's token. */
const MANIFEST = inProject('examples', 'cronjob', 'cronjob.yaml');
const ACCOUNT = 'redis-hostport-verify';
const LIMIT_MS = 60_000;
const skip = whatIsMissing(process.env, 3, 'kubectl');

interface Ran {
  code: number;
  out: string;
  err: string;
}

t.setTimeout(300_000);
t.test('verify asks the API server with the rights of the CronJob', { skip }, async (t) => {
  const one = await startInstalled(t);
  const { plane, own } = one;
  const { admin, kubeconfig, verify } = await asCronJob(t, one);

  await t.test('the CronJob and what it needs are accepted', async (t) => {
    t.match(await admin('get', 'cronjob', ACCOUNT, '-o', 'name'), { code: 0, out: `cronjob.batch/${ACCOUNT}\n` });
  });

  await t.test('it may list what verify reads, and nothing else', async (t) => {
    // answer  verb and resource
    const table: readonly (readonly [answer: 'yes' | 'no', ...question: string[]])[] = [
      ['yes', 'list', 'pods'],
      ['yes', 'list', 'services'],
      ['yes', 'list', 'statefulsets.apps'],
      ['yes', 'list', 'nodes'],
      ['no', 'list', 'secrets'],
      ['no', 'get', 'secrets'],
      ['no', 'list', 'configmaps'],
      ['no', 'get', 'pods', '--subresource=log'],
      ['no', 'create', 'pods', '--subresource=exec'],
      ['no', 'delete', 'pods'],
      ['no', 'update', 'statefulsets.apps'],
      ['no', 'patch', 'nodes'],
      ['no', 'list', 'pods', '-n', 'kube-system'],
      ['no', '*', '*'],
    ];
    const can = async (question: readonly string[]): Promise<string> =>
      (await run('kubectl', ['--kubeconfig', kubeconfig, '-n', NAMESPACE, 'auth', 'can-i', ...question])).out.trim();
    for (const [answer, ...question] of table) t.equal(await can(question), answer, question.join(' '));
  });

  await t.test('all is right', async (t) => {
    const { code, out, err } = await verify();
    t.same([code, err], [0, ''], out);
    t.match(out, '6 pods');
  });

  await t.test('two pods are exchanged', async (t) => {
    await cordon(plane.api, own[1] ?? '', true);
    await deletePods(one, 1, 3);
    await plane.api.until(PODS, 'pod 1 elsewhere', 30_000, (pods) =>
      pods.get(`${SET}-1`)?.spec?.nodeName === own[3] ? true : undefined,
    );
    await cordon(plane.api, own[1] ?? '', false);
    await plane.api.until(PODS, 'pod 3 elsewhere', 30_000, (pods) =>
      pods.get(`${SET}-3`)?.spec?.nodeName === own[1] ? true : undefined,
    );
    const { code, out } = await verify('--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { check: string; ordinals?: number[] }[] };
    t.equal(code, 1);
    t.match(
      findings.filter(({ check }) => check === 'pods-swapped'),
      [{ ordinals: [1, 3] }],
    );
  });

  await t.test('nodes may not be read: the rest is, and kubectl says so', async (t) => {
    await admin('delete', 'clusterrolebinding', ACCOUNT);
    const { code, out, err } = await verify();
    t.equal(code, 1);
    t.match(err, /kubectl: Error from server \(Forbidden\): nodes is forbidden/);
    t.match(out, 'pods-swapped');
  });

  await t.test('pods may not be read: kubectl says so, and nothing is on standard output', async (t) => {
    await admin('delete', 'rolebinding', ACCOUNT);
    const { code, out, err } = await verify();
    t.same([code, out], [2, '']);
    t.match(err, /pods is forbidden: User "system:serviceaccount:redis-cluster:redis-hostport-verify"/);
  });

  await t.test('a context that is not there', async (t) => {
    const { code, out, err } = await verify('--context', 'staging');
    t.same([code, out], [2, '']);
    t.match(err, 'staging');
  });

  await t.test('an API server that is not there any more', async (t) => {
    await plane.stop();
    const { code, out, err } = await verify();
    t.same([code, out], [2, '']);
    t.match(err, /kubectl failed/);
  });
});

interface AsCronJob {
  /** kubectl of somebody who may do everything. */
  admin: (...words: string[]) => Promise<Ran>;
  /** The kubeconfig of the ServiceAccount. */
  kubeconfig: string;
  /** `redis-hostport verify -n redis-cluster` with it. */
  verify: (...words: string[]) => Promise<Ran>;
}

async function asCronJob(t: Test, { plane, config }: OnPlane): Promise<AsCronJob> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [configFile, kubeconfig] = [join(folder, 'redis-hostport.yaml'), join(folder, 'kubeconfig')];
  writeFileSync(configFile, config);
  const admin = (...words: string[]): Promise<Ran> =>
    run('kubectl', ['--kubeconfig', plane.kubeconfig, '-n', NAMESPACE, ...words]);
  t.match(await admin('apply', '-f', MANIFEST), { code: 0, err: '' });
  const { out: token } = await admin('create', 'token', ACCOUNT);
  const all = JSON.parse(readFileSync(plane.kubeconfig, 'utf8'));
  writeFileSync(kubeconfig, JSON.stringify({ ...all, users: [{ name: 'trial', user: { token: token.trim() } }] }));
  const verify = (...words: string[]): Promise<Ran> =>
    run(inProject('bin', 'redis-hostport'), [
      ...['verify', '-n', NAMESPACE, '--kubeconfig', kubeconfig, '-c', configFile],
      ...words,
    ]);
  return { admin, kubeconfig, verify };
}

/** kubectl's folder is on the PATH of what is run, as it is in the image. */
function run(program: string, args: readonly string[]): Promise<Ran> {
  const kubectl = findBinaries(['kubectl'], process.env).found.get('kubectl') ?? '';
  const env = { PATH: `${dirname(kubectl)}:${process.env.PATH}`, HOME: tmpdir() };
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: LIMIT_MS }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}
