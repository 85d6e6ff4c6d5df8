import t from 'tap';
import { writeStandardError } from '../../src/cli/streams.js';

t.test('however often something is written, a stream has one listener of ours', (t) => {
  const before = process.stderr.listenerCount('error');
  for (let written = 0; written < 20; written++) writeStandardError('');
  t.ok(process.stderr.listenerCount('error') <= before + 1);
  t.end();
});
