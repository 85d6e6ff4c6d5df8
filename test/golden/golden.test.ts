import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { golden } from '../helpers/golden.js';
import { inProject } from '../helpers/project.js';

golden(t, inProject('test', 'golden'), run, async (t, { out, again }) => {
  t.equal((await again(out)).out, out, 'a second run changes nothing');
});
