import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands.js';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

const PROJECT = inProject();
const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

t.test('the picture is what plan draws of the demo', async (t) => {
  const files = { 'redis-hostport.yaml': read('examples/demo/redis-hostport.yaml') };
  const { out } = await run(['plan', '--format', 'svg'], { files });
  t.equal(read('docs/plan.svg'), out);
});

t.test('the demo is what init recommends, and what the READMEs show is a part of its difference', async (t) => {
  const demo = read('examples/demo/redis-hostport.yaml');
  const nodes = [...demo.matchAll(/name: (\S+), ip: (\S+) /g)].flatMap(([, name, ip]) => ['--node', `${name}=${ip}`]);
  const argv = ['init', '-o', '-', ...nodes, '--user', 'song', '--set', 'install.existingSecret=redis-auth'];
  const recommended = parse((await run(argv)).out);
  recommended.overlays['acl-user'].users[0].password = { file: 'demo-password.txt' };
  t.same(parse(demo), recommended);
  const files = {
    'rendered.yaml': read('examples/demo/rendered.yaml'),
    'redis-hostport.yaml': demo,
    'demo-password.txt': read('examples/demo/demo-password.txt'),
  };
  const { out } = await run(['diff', 'rendered.yaml'], { files });
  for (const page of ['README.md', 'README.ko.md']) {
    const shown = /```diff\n(.*?)```/s.exec(read(page))?.[1] ?? '';
    let from = 0;
    for (const part of shown.split('…\n')) {
      const found = out.indexOf(part, from);
      t.not(found, -1, `${page}: ${part}`);
      from = found + part.length;
    }
  }
});

for (const page of ['README.md', 'README.ko.md']) {
  t.test(page, async (t) => {
    const text = read(page);
    for (const [, link] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      t.ok(existsSync(join(PROJECT, link ?? '')), `${link} is there`);
    }
    for (const name of Object.keys(COMMANDS))
      t.match(text, new RegExp(`redis-hostport ${name}\\b`), `it shows ${name}`);
    for (const [, command] of text.matchAll(/\bredis-hostport ([a-z]+)\b(?!:)/g)) {
      t.ok(command !== undefined && command in COMMANDS, `redis-hostport ${command} is a command`);
    }
  });
}
