import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { readBlockScalar } from '../../../src/yaml/read/scalars.js';
import { Source } from '../../../src/yaml/read/source.js';
import { fc, runs } from '../../helpers/properties.js';

// Most lines of a literal are taken many at a time, unless somebody asks where each character stands: both ways read the same.

const complain = (offset: number, message: string): Error => new Error(`${offset}: ${message}`);

function read(text: string, offsets?: number[]) {
  try {
    const { value, end, next, margin } = readBlockScalar(
      new Source(text),
      0,
      {},
      { value: '', ...(offsets && { offsets }) },
      complain,
    );
    return { value, end, next, margin };
  } catch (error) {
    return String(error);
  }
}

t.test('line by line and many at a time', async () => {
  const piece = fc.constantFrom(
    '',
    ' ',
    '  ',
    '    ',
    'x',
    '  x',
    '   y z',
    '\t',
    '  \t',
    '#',
    'a: b',
    '  \u00e9',
    '  \u2028',
    '  \r',
  );
  const header = fc.constantFrom('|', '|-', '|+', '|2', '|2-', '|1+', '>', '>-');
  fc.assert(
    fc.property(header, fc.array(piece, { maxLength: 12 }), fc.boolean(), (head, lines, ends) => {
      const text = `${head}\n${lines.join('\n')}${ends ? '\n' : ''}`;
      return isDeepStrictEqual(read(text), read(text, []));
    }),
    { numRuns: runs(1000) },
  );
});

// text                                 value
const CASES: readonly (readonly [string, string])[] = [
  ['|\n  x\n\n  y\n    z\nend', 'x\n\ny\n  z\n'],
  ['|-\n  x\n  \n', 'x'],
  ['|+\n  x\n  \n', 'x\n\n'],
  ['|\n  x\n   ', 'x\n '],
  ['|\n  x\n  ', 'x\n'],
];
for (const [text, value] of CASES) t.match(read(text), { value }, JSON.stringify(text));
