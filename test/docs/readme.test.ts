import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
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
