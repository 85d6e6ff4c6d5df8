import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyRules } from '../../../src/generated/rules.js';
import { inProject } from '../../helpers/project.js';

const docs = inProject('docs');
const ids = Object.keys(verifyRules).sort();

for (const name of ['verify.md', 'verify.ko.md']) {
  t.test(`docs/${name} treats every finding, and no other`, async (t) => {
    const text = readFileSync(join(docs, name), 'utf8');
    const first = [...text.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, id]) => id),
    );
    t.strictSame(first.sort(), ids);
    for (const [, anchor = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) {
      const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      );
      t.ok(headings.includes(decodeURIComponent(anchor)), `the link to #${anchor} leads somewhere`);
    }
  });
}

t.test('what remedies call sections of the docs are there', async (t) => {
  const text = readFileSync(join(docs, 'verify.md'), 'utf8');
  for (const title of ['A node is lost', 'Without persistence']) t.match(text, new RegExp(`^#+ ${title}$`, 'm'));
});
