import t from 'tap';
import { parse } from '../../../src/yaml/read/parse.js';
import { oddDocuments, shown } from '../judged.js';

t.test('odd documents read as Go reads them', async (t) => {
  for (const [text, read] of oddDocuments) {
    const value = () => parse({ file: 'x', firstLine: 1, text }).value;
    if (read === undefined) t.throws(value, { code: 'input' }, shown(text));
    else t.same(value(), read, shown(text));
  }
});
