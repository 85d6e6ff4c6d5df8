import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { helm, onPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { inProject } from '../helpers/project.js';

// The pages about other tools and the files for CI: what stands in them is run.

const ROOT = inProject();
const EXECUTABLE = join(ROOT, 'bin', 'redis-hostport');
const CHART = join(ROOT, 'test', 'fixtures', 'chart');
const PAGES = join(ROOT, 'docs', 'wrappers');
const sample = readFileSync(join(ROOT, 'test', 'golden', 'runbook', 'input.yaml'), 'utf8');

/** What the sample chart needs to render a StatefulSet: an IP for each pod. */
const VALUES = 'ips: [10.0.0.4, 10.0.0.5, 10.0.0.6, 10.0.0.8, 10.0.0.9, 10.0.0.10]\n';

/** A page's block which names this file in its first line. */
function block(page: string, file: string): string {
  const text = readFileSync(join(PAGES, page), 'utf8');
  const [, found = ''] = new RegExp(`\`\`\`\\w+\\n# ${file}\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  if (found === '') throw new Error(`${page} shows no ${file}`);
  return found;
}

/** A folder whose programs come first on the PATH. */
function programs(t: Test, links: Record<string, string>): { folder: string; path: string } {
  const folder = t.testdir({ bin: {}, 'values.yaml': VALUES });
  for (const [name, file] of Object.entries(links)) symlinkSync(file, join(folder, 'bin', name));
  return { folder, path: `${join(folder, 'bin')}:${process.env.PATH}` };
}

const helm3 = helm(3);

t.test(
  'argocd.md: the plugin renders the post-rendered chart',
  { skip: helm3 ? false : 'no helm 3 on the PATH' },
  (t) => {
    const { folder, path } = programs(t, { helm: helm3 ?? '', 'redis-hostport': EXECUTABLE });
    const { command, args } = parse(block('argocd.md', 'plugin.yaml')).spec.generate;
    const generate = (more: Record<string, string>) =>
      execute(command[0], [...command.slice(1), ...args], {
        cwd: folder,
        env: {
          ...process.env,
          PATH: path,
          HELM_CACHE_HOME: join(folder, 'cache'),
          ARGOCD_APP_NAME: 'ds-redis',
          ARGOCD_APP_NAMESPACE: 'redis',
          ARGOCD_ENV_CHART: CHART,
          ...more,
        },
      });
    const { code, out, err } = generate({});
    t.equal(code, 0, err);
    t.match(out, /hostPort: 6379/);
    const failed = generate({ REDIS_HOSTPORT_CONFIG: 'nowhere.yaml' });
    t.not(failed.code, 0, 'an error of the post-renderer fails the generation');
    t.equal(failed.out, '');
    t.match(failed.err, /nowhere\.yaml: cannot be read/);
    t.not(generate({ ARGOCD_ENV_CHART: '/nowhere' }).code, 0, 'and so does one of Helm');
    t.end();
  },
);

const helmfile = onPath('helmfile');

t.test(
  'helmfile.md: the release is post-rendered',
  { skip: helmfile && helm3 ? false : 'no helmfile and helm 3 on the PATH' },
  (t) => {
    const { folder, path } = programs(t, { helm: helm3 ?? '', 'redis-hostport': EXECUTABLE });
    const release = block('helmfile.md', 'helmfile.yaml')
      .replace(/chart: .*/, `chart: ${CHART}`)
      .replace(/ *version: .*\n/, '');
    writeFileSync(join(folder, 'helmfile.yaml'), release);
    writeFileSync(join(folder, 'redis-hostport.yaml'), 'apiVersion: redis-hostport/v1\nkind: Config\n');
    const env = { ...process.env, PATH: path, HELM_CACHE_HOME: join(folder, 'cache') };
    const template = () => execute(helmfile ?? '', ['template'], { cwd: folder, env });
    const { code, out, err } = template();
    t.equal(code, 0, err);
    t.match(out, /hostPort: 6379/);
    writeFileSync(join(folder, 'redis-hostport.yaml'), 'kind: Config\n');
    const failed = template();
    t.not(failed.code, 0);
    t.match(failed.err, /lacks "apiVersion"/, 'our message is in its output');
    t.end();
  },
);

const terraform = onPath('terraform');

t.test(
  'terraform.md: the configuration is written as Terraform writes it',
  { skip: terraform ? false : 'no terraform on the PATH' },
  (t) => {
    const { code, out } = execute(terraform ?? '', ['fmt', '-check', '-diff', '-'], {
      input: block('terraform.md', 'main.tf'),
    });
    t.same([code, out], [0, '']);
    t.end();
  },
);

interface Step {
  run: string;
  env?: Record<string, string>;
}

t.test('action.yml: the lint step', (t) => {
  const { inputs, runs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
  const steps: Step[] = runs.steps;
  const step = steps.at(-1);
  for (const one of steps) t.notMatch(one.run, /\$\{\{/, 'no input is pasted into a script');
  const used = JSON.stringify(step?.env)
    .match(/inputs\.([\w-]+)/g)
    ?.map((name) => name.slice('inputs.'.length));
  t.same(used?.sort(), Object.keys(inputs).sort(), 'every input is used');
  const folder = t.testdir({
    rendered: { 'a.yaml': sample, 'b.yaml': sample },
    'off.yaml': 'apiVersion: redis-hostport/v1\nkind: Config\nrelease: other\n',
  });
  const lint = (env: Record<string, string>) =>
    execute('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], {
      cwd: folder,
      env: { ...process.env, GITHUB_ACTION_PATH: ROOT, CONFIG: '', FAIL_ON: 'error', SARIF: '', ...env },
    });
  const { code, out } = lint({ FILES: 'rendered/*.yaml', SARIF: 'lint.sarif' });
  t.equal(code, 1, 'a stream that is not post-rendered has errors');
  t.match(out, /^::error file=rendered\/a\.yaml,line=\d+/m);
  t.match(out, /file=rendered\/b\.yaml/);
  t.match(JSON.parse(readFileSync(join(folder, 'lint.sarif'), 'utf8')), { version: '2.1.0' });
  t.equal(lint({ FILES: 'nowhere/*.yaml' }).code, 2, 'nothing to check is an error');
  t.match(lint({ FILES: 'rendered/a.yaml', CONFIG: 'off.yaml' }).out, /release is other/, 'the configuration holds');
  t.end();
});

t.test('.pre-commit-hooks.yaml: the hook', (t) => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  const folder = t.testdir({ rendered: { 'a.yaml': sample } });
  const { code, out } = execute(join(ROOT, hook.entry), ['rendered/a.yaml'], { cwd: folder });
  t.equal(code, 1);
  t.match(out, /rendered\/a\.yaml\n +\d+:\d+ +error/);
  t.end();
});

t.test('the pages in both languages show the same files, and link to what is there', (t) => {
  for (const page of readdirSync(PAGES)) {
    const text = readFileSync(join(PAGES, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (!target?.startsWith('http')) t.ok(existsSync(join(PAGES, target ?? '')), `${page}: ${target}`);
    }
    const blocks = (one: string) => one.match(/```[\s\S]*?```/g);
    const other = page.replace('.md', '.ko.md');
    if (existsSync(join(PAGES, other))) t.same(blocks(readFileSync(join(PAGES, other), 'utf8')), blocks(text), page);
  }
  t.end();
});
