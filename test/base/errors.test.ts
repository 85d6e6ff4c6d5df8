import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { failure } from '../../src/base/errors.js';
import { errorTexts } from '../../src/generated/error-texts.js';
import { inProject } from '../helpers/project.js';

const texts: [id: string, text: { message: string; remedy?: string }][] = Object.entries(errorTexts);

t.test('every error of templates/errors.yaml is one that the code names', async (t) => {
  const folder = inProject('src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => name.endsWith('.ts') && !name.startsWith('generated'));
  const code = sources.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  for (const [id] of texts) t.ok(code.includes(`'${id}'`), id);
});

t.test('a message is one line without a full stop, a remedy a sentence or a command', async (t) => {
  for (const [id, { message, remedy }] of texts) {
    t.notMatch(message, /\n|\.$/, id);
    if (remedy === undefined) continue;
    t.notMatch(remedy, /\n/, id);
    t.ok(remedy.length > 0, id);
  }
});

t.test('names are filled in, in the message and in the remedy', async (t) => {
  const { code, message, remedy } = failure('bad-set', { path: 'a.{why}', why: 'no' });
  t.same([code, message], ['usage', '--set a.{why}: no'], 'and what is filled in is not read again');
  t.match(remedy, /schema config/);
});
