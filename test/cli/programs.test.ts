import t from 'tap';
import { runProgram } from '../../src/cli/programs.js';

const node = process.execPath;

t.test('a program that does not end is ended, and so is what it waits for', async (t) => {
  const hangs = "require('node:child_process').spawnSync(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'])";
  const ran = await runProgram(node, ['-e', hangs], { env: process.env, limitMs: 500 });
  t.match(ran, { ok: false, late: true, fault: 'did not end within 0.5 s' });
});

t.test('a program that is not there, one that fails, one that is content', async (t) => {
  const call = { env: process.env, limitMs: 20_000 };
  t.match(await runProgram('no-such-program', [], call), { ok: false, late: false, fault: 'there is no such file' });
  const fails = await runProgram(node, ['-e', 'console.error("no"); process.exit(3)'], call);
  t.match(fails, { ok: false, late: false, fault: undefined, stderr: 'no\n' });
  t.match(await runProgram(node, ['-e', 'console.log(1)'], call), { ok: true, fault: undefined, stderr: '' });
});
