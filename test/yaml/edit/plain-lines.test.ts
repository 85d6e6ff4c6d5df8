import t from 'tap';
import { type BlockStyle, plainLines, plainScalar } from '../../../src/yaml/edit/plain-lines.js';
import { printedLines } from '../../../src/yaml/edit/printed.js';
import { inlineText } from '../../../src/yaml/edit/render.js';
import { fc, runs } from '../../helpers/properties.js';

// What is printed without yaml's printer is what that printer prints.

const text = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_./-]{0,12}$/),
  fc.stringMatching(/^[a-zA-Z.0-9:_-]{0,6}$/),
  fc.constantFrom(
    'yes',
    'No',
    'y',
    'N',
    'ON',
    'off',
    'null',
    'Null',
    'TRUE',
    'nan',
    'NaN',
    'inf',
    'e1',
    'E-0',
    'o7',
    'x0',
  ),
  fc.constantFrom('', '~', '-', 'a: b', 'a #b', 'a b', '0755', '10.0.0.4', '2026-01-01', 'two\nlines', '{}', '=', '<<'),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, 1.5, -0, Number.NaN, 2 ** 60),
    tie('map'),
    tie('seq'),
  ),
  map: fc.dictionary(text, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  seq: fc.array(tie('node'), { maxLength: 4 }),
}));
const style: fc.Arbitrary<BlockStyle> = fc.record({
  step: fc.integer({ min: 1, max: 4 }),
  indentSequences: fc.boolean(),
});

t.test('lines', async (t) => {
  const printed = { plain: 0, other: 0 };
  fc.assert(
    fc.property(fc.oneof(value.map, value.seq), style, (tree, how) => {
      const lines = plainLines(tree as object, how);
      printed[lines ? 'plain' : 'other']++;
      return lines === undefined || lines.join('\n') === printedLines(tree as object, how, false).join('\n');
    }),
    { numRuns: runs(2000) },
  );
  t.ok(printed.plain > 100 && printed.other > 100, JSON.stringify(printed));
});

t.test('scalars', async (t) => {
  fc.assert(
    fc.property(fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)), (scalar) => {
      const plain = plainScalar(scalar);
      return (
        plain === undefined || printedLines([scalar], { step: 2, indentSequences: true }, false)[0] === `- ${plain}`
      );
    }),
    { numRuns: runs(2000) },
  );
  t.equal(inlineText('yes'), '"yes"');
  t.equal(inlineText(6379), '6379');
});
