import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

// One folder a case: call.json {argv, stdin: a file beside this one, expected: the file with what must come out},
// redis-hostport.yaml, and stderr.txt where something is told there. `REWRITE_GOLDEN=1 npx tap` writes them anew: read
// the diff.

interface Call {
  argv: string[];
  stdin?: string;
  expected: string;
}

const folder = inProject('test', 'commands', 'golden');
const cases = readdirSync(folder);

for (const name of cases) {
  t.test(name.replaceAll('-', ' '), async (t) => {
    const path = (file: string): string => join(folder, name, file);
    const { argv, stdin, expected } = JSON.parse(readFileSync(path('call.json'), 'utf8')) as Call;
    const config = path('redis-hostport.yaml');
    const files = existsSync(config) ? { 'redis-hostport.yaml': readFileSync(config) } : {};
    const outcome = await run(argv, {
      files,
      stdin: stdin === undefined ? 'terminal' : readFileSync(join(folder, '..', stdin)),
    });
    if (process.env.REWRITE_GOLDEN) {
      writeFileSync(path(expected), outcome.out);
      if (outcome.err !== '') writeFileSync(path('stderr.txt'), outcome.err);
    }
    t.equal(outcome.out, readFileSync(path(expected), 'utf8'));
    t.equal(outcome.err, existsSync(path('stderr.txt')) ? readFileSync(path('stderr.txt'), 'utf8') : '');
    t.equal(outcome.code, 0);
    t.same(outcome.files, {}, 'no file is written');
    const long = outcome.out.split('\n').filter((line) => line.startsWith('#') && line.length > 120);
    t.same(
      long.filter((line) => !line.includes('kubectl') && !line.includes('helm')),
      [],
      'comments fit the screen',
    );
  });
}
