import t from 'tap';
import { parse } from '../../../src/yaml/read/parse.js';

// What the comparison with Go's libraries found once; the value is theirs, `error` is what both refuse.
const ROWS: [text: string, read: unknown][] = [
  // a tag is a URI, and its escapes are octets
  ['a: !<"> x', 'error'],
  ['a: !<x%> x', 'error'],
  ['a: !<> x', 'error'],
  ['a: !%c3 x', 'error'],
  ['a: !!in%74 "5"', { a: 5 }],
  ['a: !<tag:yaml.org,2002:in%74> "5"', { a: 5 }],
  ['a: !b%20c 5', { a: '5' }],
];

t.test('counterexamples of earlier runs', async (t) => {
  for (const [text, read] of ROWS) {
    const value = () => parse({ file: 'x', firstLine: 1, bytes: Buffer.alloc(0), text }).value;
    if (read === 'error') t.throws(value, /not valid YAML/, text);
    else t.strictSame(value(), read, text);
  }
});
