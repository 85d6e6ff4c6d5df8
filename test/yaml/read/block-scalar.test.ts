import t from 'tap';
import { readValue } from '../../../src/yaml/read/parse.js';

// text                                 value
const CASES: readonly (readonly [string, string])[] = [
  ['|\n  x\n\n  y\n    z\n', 'x\n\ny\n  z\n'],
  ['|-\n  x\n  \n', 'x'],
  ['|+\n  x\n  \n', 'x\n\n'],
  ['|\n  x\n   ', 'x\n '],
  ['|\n  x\n  ', 'x\n'],
];
for (const [text, value] of CASES) t.equal(readValue(text), value, JSON.stringify(text));
