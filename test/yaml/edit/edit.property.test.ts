import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { stringify } from 'yaml';
import { HostportError } from '../../../src/base/errors.js';
import { edit } from '../../../src/yaml/edit/edit.js';
import { type Operation, patched } from '../../../src/yaml/edit/patch.js';
import type { Parsed } from '../../../src/yaml/read/document.js';
import { parse } from '../../../src/yaml/read/parse.js';
import { fc, runs } from '../../helpers/properties.js';

const RUNS = runs(400);

const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9._/-]{0,8}$/),
  fc.constantFrom('yes', 'no', '12:30', '0755', '', 'a b', '<<x', '~', 'null', '__proto', '#', ': ', '1'),
);
const scalar = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    'yes',
    'off',
    '0755',
    '12:30',
    '1e3',
    '2026-01-01',
    '- a',
    'a: b',
    'a #b',
    '{}',
    '[x',
    'on\nline',
    'a\n',
    '\n',
    ' x\ny',
    'x \ny',
    "it's",
    '"',
  ),
  fc
    .array(fc.constantFrom('', 'a', '# note', ' indented', 'tab\there', 'end ', '---', '- x', 'k: v'), { maxLength: 6 })
    .map((lines) => lines.join('\n')),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('map'), tie('seq')),
  map: fc.dictionary(key, tie('node'), { maxKeys: 5, noNullPrototype: true }),
  seq: fc.array(tie('node'), { maxLength: 5 }),
}));
const document = fc.dictionary(key, value.node, { minKeys: 1, maxKeys: 5, noNullPrototype: true });

const style = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any', 'any', 'any', 'flow', 'block'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
  lineWidth: fc.constantFrom(0, 20),
});

/** Comments and blank lines between the lines of a block document; the value must stay what it was. */
const decorated = fc
  .tuple(
    document,
    style,
    fc.array(fc.nat(), { maxLength: 4 }),
    fc.constantFrom('', '---\n', '---\n# Source: chart/x.yaml\n'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([data, options, places, head, crlf, open]) => {
    const clean = stringify(data, { ...options, version: '1.2', compat: 'yaml-1.1' } as object);
    const before = read(head + clean);
    let text = head + clean;
    for (const place of places) {
      const lines = text.split('\n');
      lines.splice(place % lines.length, 0, ['# a comment', '', '          ', '    # deep'][place % 4] as string);
      const tried = lines.join('\n');
      if (same(tried, before)) text = tried;
    }
    if (open && same(text.replace(/\n$/, ''), before)) text = text.replace(/\n$/, '');
    if (crlf && same(text.replaceAll('\n', '\r\n'), before)) text = text.replaceAll('\n', '\r\n');
    return text;
  });

function parsedOf(text: string): Parsed {
  return parse({ file: 'a.yaml', firstLine: 1, bytes: Buffer.from(text), text });
}
function read(text: string): string | undefined {
  try {
    return JSON.stringify(parsedOf(text).value);
  } catch {
    return undefined;
  }
}
const same = (text: string, before: string | undefined) => before !== undefined && read(text) === before;

/** A random operation that fits the value: its place is chosen by walking down. */
function operation(root: unknown, pick: () => number, fresh: unknown): Operation {
  let path = '';
  let here: unknown = root;
  for (;;) {
    const keys = typeof here === 'object' && here !== null ? Object.keys(here) : [];
    const stop = keys.length === 0 || (path !== '' && pick() % 3 === 0);
    if (stop) break;
    const next = keys[pick() % keys.length] as string;
    path += `/${next.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    here = (here as Record<string, unknown>)[next];
  }
  const inside = Array.isArray(here)
    ? `/${['-', '0'][pick() % 2]}`
    : typeof here === 'object' && here !== null
      ? '/added'
      : undefined;
  const kind = pick() % 4;
  if (kind === 0 && inside) return { op: 'add', path: path + inside, value: fresh };
  if (kind === 1 && path !== '') return { op: 'remove', path };
  return { op: 'replace', path, value: fresh };
}

t.test('edit, parse, compare: the text reads as fast-json-patch says, or the edit refuses', (t) => {
  let done = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      decorated,
      fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), value.node), {
        minLength: 1,
        maxLength: 3,
      }),
      (text, steps) => {
        let parsed: Parsed;
        try {
          parsed = parsedOf(text);
        } catch {
          return;
        }
        let root = parsed.value;
        const operations: Operation[] = [];
        for (const [numbers, fresh] of steps) {
          let at = 0;
          const next = operation(root, () => numbers[at++ % numbers.length] as number, fresh);
          if (next.path === '') continue;
          operations.push(next);
          root = patched({ ...parsed, value: root }, [next]);
        }
        let result: string;
        try {
          result = edit(parsed, operations);
          done++;
        } catch (error) {
          if (!(error instanceof HostportError) || error.code !== 'edit') throw error;
          refused++;
          return;
        }
        if (!isDeepStrictEqual(parsedOf(result).value, patched(parsed, operations))) throw new Error('differs');
        if (edit(parsedOf(result), []) !== result) throw new Error('not stable');
      },
    ),
    { numRuns: RUNS },
  );
  t.ok(done > RUNS / 2, `${done} of ${RUNS} documents edited`);
  t.ok(refused <= Math.max(2, RUNS / 200), `${refused} refused: layouts such as a kept-breaks scalar that would grow`);
  t.end();
});

t.test('an addition keeps every line that was there, in its order', (t) => {
  fc.assert(
    fc.property(decorated, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), value.node, (text, numbers, fresh) => {
      if (/[{[]|- - /.test(text) || read(text) === undefined) return;
      const parsed = parsedOf(text);
      let at = 0;
      const next = operation(parsed.value, () => numbers[at++ % numbers.length] as number, fresh);
      if (next.op !== 'add') return;
      const result = edit(parsed, [next]).split(/\r?\n/);
      let from = 0;
      for (const line of text.split(/\r?\n/)) {
        from = result.indexOf(line, from) + 1;
        if (from === 0) throw new Error(`lost: ${JSON.stringify(line)}`);
      }
    }),
    { numRuns: RUNS },
  );
  t.end();
});
