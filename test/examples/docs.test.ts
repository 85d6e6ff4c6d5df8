import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { execute } from '../helpers/execute.js';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

const ROOT = inProject();
const page = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');
const input = readFileSync(join(ROOT, 'test', 'golden', 'runbook', 'input.yaml'), 'utf8');

/** The page's blocks which name a file in their first line. */
function filesOf(text: string): Record<string, string> {
  const blocks = text.matchAll(/```\w+\n(?:#|\/\/) ([\w.-]+)\n([\s\S]*?)```/g);
  return Object.fromEntries([...blocks].map(([, name, block]) => [name, block as string]));
}

const files = filesOf(page('reuse.md'));

t.test('both languages show the same blocks', (t) => {
  const blocks = (text: string) => text.match(/```[\s\S]*?```/g);
  t.same(blocks(page('reuse.ko.md')), blocks(page('reuse.md')));
  t.ok(Object.keys(files).length >= 5);
  t.end();
});

t.test('the overlay of the page works', async (t) => {
  const { code, out, err } = await run(['--overlay', 'tolerations.yaml'], { stdin: input, files });
  t.same([code, err], [0, '']);
  t.match(out, /tolerations:\n.*- key: dedicated/);
});

t.test('the program of the page works', (t) => {
  const folder = t.testdir({ ...files, 'rendered.yaml': input, 'package.json': '{}' });
  // As installed: the name leads to the package itself.
  writeFileSync(
    join(folder, 'render.mjs'),
    (files['render.mjs'] ?? '').replace("'redis-hostport'", `'${join(ROOT, 'dist', 'index.js')}'`),
  );
  const { code, out, err } = execute(process.execPath, ['render.mjs'], { cwd: folder });
  t.equal(code, 0, err);
  t.match(out, /user song on #[0-9a-f]{64}/);
  t.match(out, /key: dedicated/);
  t.match(err, /^(warning|info|error) [a-z-]+ \d+ /);
  t.end();
});

t.test('pages link to what is there', (t) => {
  for (const name of ['reuse.md', 'reuse.ko.md', 'own-charts.md', 'own-charts.ko.md']) {
    const anchors = new Set([...page(name).matchAll(/^#+ (.*)$/gm)].map(([, title]) => slug(title ?? '')));
    for (const [, target] of page(name).matchAll(/\]\(([^)]+)\)/g)) {
      const [file = '', anchor] = (target ?? '').split('#');
      if (/^https?:/.test(file)) continue;
      if (file !== '') t.ok(existsSync(join(ROOT, 'docs', file)), `${name}: ${target}`);
      if (file === '' && anchor) t.ok(anchors.has(decodeURIComponent(anchor)), `${name}: #${anchor}`);
    }
  }
  t.end();
});

/** As GitHub makes anchors of titles. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-');
}
