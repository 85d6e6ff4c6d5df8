import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { golden } from '../helpers/golden.js';
import { inProject } from '../helpers/project.js';

golden(t, inProject('test', 'commands', 'golden'), run, (t, { out }) => {
  const long = out.split('\n').filter((line) => line.startsWith('#') && line.length > 120);
  t.same(
    long.filter((line) => !line.includes('kubectl') && !line.includes('helm')),
    [],
    'comments fit the screen',
  );
});
