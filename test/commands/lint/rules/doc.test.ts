import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { rulesDoc } from '../../../../src/commands/lint/rules/doc.js';
import { RULES, ruleInfo } from '../../../../src/commands/lint/rules/index.js';
import { inProject } from '../../../helpers/project.js';

const DOCS = inProject('docs');

// `REWRITE_DOCS=1 npx tap test/commands/lint/rules/doc.test.ts` writes it anew.
t.test('docs/rules.md is up to date', async (t) => {
  const file = join(DOCS, 'rules.md');
  const text = rulesDoc(RULES.map(ruleInfo));
  if (process.env.REWRITE_DOCS) writeFileSync(file, text);
  t.equal(readFileSync(file, 'utf8'), text);
});

t.test('the manuals name only rules that are there', async (t) => {
  const ids = RULES.map(({ id }) => id);
  for (const name of ['lint.md', 'lint.ko.md']) {
    const text = readFileSync(join(DOCS, name), 'utf8');
    const named = [
      ...text.matchAll(
        /rules\.md#([a-z-]+)|lint\.rules\.([a-z-]+)=|^ {4}([a-z]+-[a-z-]+): (?:off|info|warning|error)$/gm,
      ),
    ];
    t.ok(named.length > 5, `${name} names rules`);
    for (const [, ...groups] of named) {
      const id = groups.find((group) => group !== undefined) ?? '';
      t.ok(ids.includes(id), `${name}: ${id}`);
    }
  }
});
