import t from 'tap';
import { HostportError } from '../../src/base/errors.js';
import { oneLine } from '../../src/base/text.js';
import { errorText } from '../../src/report/error-text.js';

const CASES: readonly [what: string, given: string, shown: string][] = [
  // what, given, shown
  ['a line break', 'x\n::error::y', 'x ::error::y'],
  ['every line break there is', 'a\r\nb\rc\u0085d\u2028e\u2029f', 'a b c d e f'],
  ['a command of GitHub Actions', '::error::y', '∶:error::y'],
  ['the same after spaces, which the runner skips', '  ::add-mask::y', '  ∶:add-mask::y'],
  ['its old form, taken anywhere in a line', 'port ##[error]y', 'port #♯[error]y'],
  [
    'a command of Azure Pipelines',
    'port ##vso[task.setvariable variable=x]y',
    'port #♯vso[task.setvariable variable=x]y',
  ],
  ['an IPv6 address', 'node 2001:db8::1', 'node 2001:db8::1'],
  ['an escape sequence', '\u001b[2Jx\u0007', '␛[2Jx␇'],
  ['reordered text', 'a\u202ecba\u2066', 'a�cba�'],
  ['other scripts and emoji', '레디스 👨‍👩‍👧', '레디스 👨‍👩‍👧'],
];

for (const [what, given, shown] of CASES) t.equal(oneLine(given), shown, what);

t.test('an error keeps its own lines and no others', (t) => {
  const error = new HostportError('match', 'no port x\n::error::y; there are:', {
    list: ['::error::z', 'a\nb'],
    position: { file: 'my\nfile', line: 3, column: 2 },
    excerpt: '::error::w',
    remedy: 'Name\n::error::v it.',
  });
  t.equal(error.message, 'no port x ::error::y; there are:\n  ∶:error::z\n  a b');
  t.equal(
    errorText(error),
    [
      'redis-hostport: my file:3:2: no port x ::error::y; there are:',
      '  ∶:error::z',
      '  a b',
      '    ∶:error::w',
      '     ^',
      'Name ::error::v it.',
      '',
    ].join('\n'),
  );
  t.end();
});

t.test('a defect shows its stack without what a terminal or a CI would act on', (t) => {
  const error = new Error('x');
  error.stack = 'Error: x\n::error::y\u001b[2J\n    at here';
  t.equal(errorText(error).split('\n').slice(1).join('\n'), '∶:error::y␛[2J\n    at here\n');
  t.end();
});
