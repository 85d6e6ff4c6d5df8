import { readFileSync } from 'node:fs';
import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

// What is ten times as large takes ten times as long, not a hundred times; and a number costs no more for being large. Each
// input takes a second or two; where the work grew with its square it would be many minutes, and the test would be ended.

t.setTimeout(100_000);

const RENDERED = readFileSync(inProject('test', 'golden', 'acl-user', 'input.yaml'), 'utf8');
const HASH = 'a'.repeat(64);

function rendered(from: string | RegExp, to: string): string {
  const text = RENDERED.replace(from, () => to);
  if (text === RENDERED) throw new Error(`there is no ${from}`);
  return text;
}
const lines = (count: number, line: (index: number) => string): string =>
  rendered('    port 6379\n', Array.from({ length: count }, (_, index) => `    ${line(index)}\n`).join(''));

// what, the input, how often lint says what of it
const INPUTS: readonly (readonly [what: string, input: string, findings: number, rule: string])[] = [
  ['users', lines(20_000, (index) => `user u${index} on #${HASH} ~* &* +@all`), 0, 'acl-syntax'],
  ['lines of one user', lines(5_000, () => `user u on #${HASH} ~* &* +@all`), 4_999, 'acl-duplicate-user'],
  ['misspelt directives', lines(5_000, (index) => `usersx${index} on`), 5_000, 'config-syntax'],
  ['bad rules', lines(1, () => `user u on #${HASH} ${'+nosuch '.repeat(5_000)}`), 5_000, 'acl-syntax'],
  ['selectors', lines(1, () => `user u on #${HASH} ${'(+get ~a) '.repeat(5_000)}`), 0, 'acl-syntax'],
  ['a version of digits', rendered(/image: .*/, `image: "r:${'9'.repeat(1_000_000)}/x"`), 0, 'acl-syntax'],
  ['a version of ports', rendered(/image: .*/, `image: "${':1'.repeat(500_000)}/x"`), 0, 'acl-syntax'],
  [
    'keys in braces',
    rendered(
      /replicas: .*/,
      `replicas: 3\n  x: {${Array.from({ length: 100_000 }, (_, index) => `a${index}: b`).join(', ')}}`,
    ),
    0,
    'acl-syntax',
  ],
  ['replicas', rendered(/replicas: .*/, 'replicas: 1e9'), 1, 'node-affinity-missing'],
  ['replicas in digits', rendered(/replicas: .*/, `replicas: ${'9'.repeat(300)}`), 1, 'node-affinity-missing'],
];

for (const [what, input, findings, rule] of INPUTS)
  t.test(what, async (t) => {
    const { code } = await run([], { stdin: input, env: { REDIS_HOSTPORT_ACL_PASSWORD: 'x' } });
    t.ok(code === 0 || code === 2, `post-rendering ends with ${code}`);
    const { out } = await run(['lint', '--format', 'json'], { stdin: input });
    const found = JSON.parse(out).findings.filter((one: { rule: string }) => one.rule === rule);
    t.equal(found.length, findings, rule);
  });
