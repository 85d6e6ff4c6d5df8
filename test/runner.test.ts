import t from 'tap';
import { execute } from './helpers/execute.js';
import { inProject } from './helpers/project.js';

// One misspelt name beside a right one must not make a run that tests less than was asked for.
t.test('scripts/test.mjs runs nothing where a name is no test', async (t) => {
  const wrong = ['test/nope.test.ts', 'test/json/value', 'test/helpers/project.ts', 'src/json'];
  const { code, out, err } = execute(process.execPath, [inProject('scripts', 'test.mjs'), 'test/json', ...wrong]);
  const says = `No test is run, since these are no *.test.ts of test/, nor folders of them: ${wrong.join(', ')}\n`;
  t.same([code, out, err], [2, '', says]);
});
