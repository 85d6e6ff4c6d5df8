import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { inProject } from '../helpers/project.js';

// `REWRITE_DOCS=1 node scripts/test.mjs test/docs/architecture.test.ts` draws the layers again from the rule that `npm run check` holds.
const FILE = inProject('docs', 'architecture.md');
const BEGIN = '<!-- layers: made from .dependency-cruiser.cjs by test/docs/architecture.test.ts -->';
const END = '<!-- end of layers -->';

interface Rule {
  name: string;
  comment?: string;
}

/** The layers from the top down, as a picture that GitHub draws. */
function picture(): string {
  const { forbidden } = createRequire(import.meta.url)(inProject('.dependency-cruiser.cjs')) as { forbidden: Rule[] };
  const layers = forbidden.filter(({ comment }) => comment !== undefined).reverse();
  const boxes = layers.map(({ name, comment = '' }) => `  ${name.replace('-', '_')}["<b>${name}</b> ${comment}"]`);
  const arrows = layers.map(({ name }) => name.replace('-', '_')).join(' --> ');
  return ['```mermaid', 'flowchart TB', ...boxes, `  ${arrows}`, '```'].join('\n');
}

t.test('the picture of the layers is the rule', async (t) => {
  const text = readFileSync(FILE, 'utf8');
  const start = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  t.ok(start >= BEGIN.length && end > start, 'the markers are there');
  const fresh = `${text.slice(0, start)}\n${picture()}\n${text.slice(end)}`;
  if (process.env.REWRITE_DOCS) writeFileSync(FILE, fresh);
  else t.equal(text, fresh);
});
