import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { HostportError } from '../../../src/base/errors.js';
import { edit } from '../../../src/yaml/edit/edit.js';
import { fc, runs } from '../../helpers/properties.js';
import { decorated, operation, parsedOf, patched, prepared, read, steps, value } from './edits.js';

// What Go makes of edited documents is in test/go.

const RUNS = runs(150);

t.test('edit, parse, compare: the text reads as fast-json-patch says, or the edit refuses', (t) => {
  let done = 0;
  let refused = 0;
  fc.assert(
    fc.property(decorated, steps, (text, changes) => {
      const given = prepared(text, changes);
      if (!given) return;
      let result: string;
      try {
        result = edit(given.parsed, given.target);
        done++;
      } catch (error) {
        if (!(error instanceof HostportError) || error.code !== 'edit') throw error;
        refused++;
        return;
      }
      if (!isDeepStrictEqual(parsedOf(result).value, patched(given.parsed.value, given.operations)))
        throw new Error('differs');
      if (edit(parsedOf(result), parsedOf(result).value) !== result) throw new Error('not stable');
    }),
    { numRuns: RUNS },
  );
  t.ok(done > RUNS / 2, `${done} of ${RUNS} documents edited`);
  t.ok(refused <= Math.max(2, RUNS / 100), `${refused} refused: layouts such as a kept-breaks scalar that would grow`);
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
      const result = edit(parsed, patched(parsed.value, [next])).split(/\r?\n/);
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
