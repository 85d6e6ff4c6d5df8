import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { onPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

// Completion: what `__complete` answers, and what real shells make of it.

// words typed, the last one unfinished       offered                                       files, too
const LINES: [readonly string[], readonly string[], boolean][] = [
  [['pl'], ['plan'], false],
  [['ve'], ['verify', 'version'], false],
  [['help', 'pass'], ['password'], false],
  [['--ov'], ['--overlay'], false],
  [['plan', '--fo'], ['--format'], false],
  [['plan', '--format', ''], ['text', 'json', 'mermaid', 'svg'], false],
  [['plan', '--format=m'], ['--format=mermaid'], false],
  [['-c', 'a.yaml', 'lint', '--fail-on', ''], ['error', 'warning'], false],
  [['lint', '--color', 'al'], ['always'], false],
  [['init', '--data', ''], ['node', 'claim', 'pod'], false],
  [['alerts', '--without', 'pods-'], ['pods-swapped'], false],
  [['verify', '--watch', ''], [], true],
  [['schema', 'chart'], ['chart'], false],
  [['completion', 'p'], ['powershell'], false],
  [['plan', '--format', '""'], ['text', 'json', 'mermaid', 'svg'], false],
  // A file: an argument, or the value of an option, also of its short form.
  [['lint', ''], [], true],
  [['lint', 'a.yaml', 'b'], [], true],
  [['plan', '--config', ''], [], true],
  [['plan', '-c', ''], [], true],
  [['plan', '--config=x'], [], true],
  // Nothing is known of these.
  [['plan', ''], [], false],
  [['plan', '--set', ''], [], false],
  [['nonsense', ''], [], false],
  [['plan', '--nonsense=x'], [], false],
  [['plan', '--constructor='], [], false],
  [['constructor', '--fail'], [], false],
];

t.test('__complete', async (t) => {
  for (const [words, offered, files] of LINES) {
    const { code, out, err } = await run(['__complete', ...words]);
    const lines = out.trimEnd().split('\n');
    t.same({ code, err, end: lines.pop() }, { code: 0, err: '', end: files ? ':0' : ':4' }, words.join(' '));
    const found = lines.map((line) => line.split('\t')[0]);
    t.same(found, offered, words.join(' '));
  }
});

t.test('a word has its meaning on the same line', async (t) => {
  const { out } = await run(['__complete', 'diff']);
  t.match(out, /^diff\tshow what post-rendering would change.*\n:4\n$/);
});

t.test('completion without a shell, or for another', async (t) => {
  t.match(await run(['completion']), { code: 2, out: '', err: 'completion needs the name of a shell' });
  t.match(await run(['completion', 'fihs']), {
    code: 2,
    out: '',
    err: 'there is no completion for fihs; there are: bash, zsh',
  });
});

const TAB = 'redis-hostport ';

// What each shell offers after a line: the script is loaded as its page says, and the shell asked without a terminal.
const SHELLS = {
  bash: (line: string) => [
    '--norc',
    '-c',
    `source <(redis-hostport completion bash); ${completedByBash(line)}; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  fish: (line: string) => ['--no-config', '-c', `redis-hostport completion fish | source; complete -C '${line}'`],
  zsh: (line: string) => [
    '-f',
    '-c',
    `compdef() { }; source <(redis-hostport completion zsh); _describe() { print -rl -- \${(P)2}; }; _files() { print files; }
     compset() { }; words=(\${(s: :)\${:-"${line}"}}); [[ "${line}" == *' ' ]] && words+=(''); CURRENT=$#words; _redis_hostport`,
  ],
} as const;

/** Bash gives the words split at `=`, too. */
function completedByBash(line: string): string {
  const words = line.split(/ |(=)/).filter((word) => word !== undefined);
  const quoted = words.map((word) => `'${word}'`).join(' ');
  return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _redis_hostport redis-hostport`;
}

for (const [shell, argv] of Object.entries(SHELLS)) {
  const program = onPath(shell);
  t.test(`in ${shell}`, { skip: program === undefined && `no ${shell} on the PATH`, timeout: 60_000 }, async (t) => {
    const folder = t.testdir({ home: {} });
    const PATH = `${inProject('bin')}:${process.env.PATH}`;
    writeFileSync(join(folder, 'a-file.yaml'), '');
    const offered = (line: string): string[] => {
      const { out, err } = execute(program ?? '', argv(TAB + line), {
        cwd: folder,
        env: { PATH, HOME: join(folder, 'home') },
      });
      t.equal(err, '', line);
      return out
        .split('\n')
        .filter((word) => word !== '')
        .map((word) => word.split(/[\t:]/)[0] ?? '');
    };
    t.same(offered('pla'), ['plan']);
    t.same(offered('lint --fail-on '), ['error', 'warning']);
    t.same(offered('plan --format=m'), [shell === 'bash' ? 'mermaid' : '--format=mermaid']);
    // Bash itself offers files where there is nothing else.
    if (shell !== 'bash') t.same(offered('lint a-f'), [shell === 'zsh' ? 'files' : 'a-file.yaml']);
  });
}
