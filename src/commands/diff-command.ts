import { createTwoFilesPatch } from 'diff';
import { configuredPostRender } from '../overlays/settings.js';
import { useColor } from './color.js';
import type { Command } from './command.js';
import { readStream } from './input.js';

export const diffCommand: Command = {
  usage: ['redis-hostport diff [FILE]'],
  description: 'Shows what post-rendering would change in FILE (or standard input), as a unified diff.',
  options: {
    'exit-code': { description: 'exit with 1 if there is a difference, as git diff does' },
    color: { value: 'WHEN', description: 'auto (default: on a terminal), always or never' },
  },
  examples: [
    'helm template ds-redis CHART -f values.yaml | redis-hostport diff',
    'redis-hostport diff rendered.yaml --exit-code',
  ],
  async run(context) {
    const [file] = context.positionals;
    const { render } = configuredPostRender(context.sources);
    const stream = await readStream(context, file);
    const before = stream.bytes.toString('utf8');
    const after = Buffer.concat(render(stream)).toString('utf8');
    if (before === after) return 0;
    const name = stream.file === '<stdin>' ? 'stdin' : stream.file.replace(/^\//, '');
    const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 });
    const text = patch.slice(patch.indexOf('--- '));
    await context.io.stdout.write(useColor(context) ? colored(text) : text);
    return context.values['exit-code'] ? 1 : 0;
  },
};

const RESET = '\u001b[0m';
const COLORS: readonly [prefix: string, code: string][] = [
  ['---', '\u001b[1m'],
  ['+++', '\u001b[1m'],
  ['@@', '\u001b[36m'],
  ['+', '\u001b[32m'],
  ['-', '\u001b[31m'],
];

/** git's colours. */
function colored(patch: string): string {
  return patch.replace(/^.+$/gm, (line) => {
    const color = COLORS.find(([prefix]) => line.startsWith(prefix));
    return color ? `${color[1]}${line}${RESET}` : line;
  });
}
