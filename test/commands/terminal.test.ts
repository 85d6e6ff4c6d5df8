import t from 'tap';
import { colorByEnvironment, columnsOf } from '../../src/commands/output.js';
import { run } from '../helpers/fake-io.js';

const stdout = (isTTY: boolean, columns?: number) => ({ isTTY, columns, write: async () => {} });

const COLORS: readonly [env: Record<string, string>, terminal: boolean, pipe: boolean][] = [
  // environment, colours on a terminal, and in a pipe
  [{}, true, false],
  [{ NO_COLOR: '1' }, false, false],
  [{ NO_COLOR: '' }, true, false],
  [{ TERM: 'dumb' }, false, false],
  [{ TERM: 'xterm-256color' }, true, false],
  [{ CLICOLOR: '0' }, false, false],
  [{ CLICOLOR: '1' }, true, false],
  [{ CLICOLOR_FORCE: '1' }, true, true],
  [{ CLICOLOR_FORCE: '0' }, true, false],
  [{ CLICOLOR_FORCE: '1', TERM: 'dumb' }, true, true],
  [{ CLICOLOR_FORCE: '1', NO_COLOR: '1' }, false, false],
  [{ FORCE_COLOR: '1' }, true, true],
  [{ FORCE_COLOR: '0' }, false, false],
  [{ FORCE_COLOR: 'false' }, false, false],
  [{ FORCE_COLOR: '' }, true, false],
  [{ FORCE_COLOR: '3', NO_COLOR: '1' }, true, true],
];

for (const [env, terminal, pipe] of COLORS) {
  t.equal(colorByEnvironment({ env, stdout: stdout(true) }), terminal, `${JSON.stringify(env)} on a terminal`);
  t.equal(colorByEnvironment({ env, stdout: stdout(false) }), pipe, `${JSON.stringify(env)} in a pipe`);
}

const COLUMNS: readonly [
  env: Record<string, string>,
  isTTY: boolean,
  own: number | undefined,
  at: number | undefined,
][] = [
  // environment, a terminal, its columns, where text is wrapped
  [{}, true, 120, 120],
  [{ COLUMNS: '100' }, true, 120, 100],
  [{ COLUMNS: '' }, true, 120, 120],
  [{ COLUMNS: 'x' }, true, 120, 120],
  [{}, true, 20, 40],
  [{}, true, undefined, undefined],
  [{ COLUMNS: '100' }, false, undefined, undefined],
];

for (const [env, isTTY, own, at] of COLUMNS)
  t.equal(columnsOf({ env, stdout: stdout(isTTY, own) }), at, `${JSON.stringify(env)}, ${own}`);

t.test('--color is stronger than all of them', async (t) => {
  const call = { stdin: 'kind: x\n', env: { NO_COLOR: '1' } };
  t.match((await run(['lint', '--color', 'always'], call)).out, '\u001b[');
  t.notMatch((await run(['lint', '--color=never'], { ...call, env: { FORCE_COLOR: '1' } })).out, '\u001b[');
  t.match((await run(['lint', '--color', 'allways'], call)).err, '--color cannot be allways; did you mean always?');
});
