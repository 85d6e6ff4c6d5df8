import { styleText } from 'node:util';
import { formatPatch, structuredPatch } from 'diff';
import { configurationOf } from '../overlays/configuration.js';
import { postRenderStream } from '../overlays/post-render.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { ContextOf } from './command.js';
import { linesShown } from './diff-shown.js';
import { readStream } from './input.js';
import { useColor } from './terminal.js';

export async function runDiff(context: ContextOf<'diff'>): Promise<number> {
  const [file] = context.positionals;
  const configuration = configurationOf(context.sources);
  const stream = await readStream(context, file);
  const after = Buffer.concat(postRenderStream(stream, configuration));
  if (after.equals(stream.bytes)) return 0;
  const text = patchText(stream, split(after, stream.file));
  await context.io.stdout.write(useColor(context) ? colored(text) : text);
  return context.values['exit-code'] ? 1 : 0;
}

/** A unified diff as `git diff` prints it, in which nothing stands that could be a secret: `linesShown` says. */
function patchText(before: Stream, after: Stream): string {
  const name = before.file === '<stdin>' ? 'stdin' : before.file.replace(/^\//, '');
  const texts = [before, after].map(({ bytes }) => bytes.toString('utf8'));
  const patch = structuredPatch(`a/${name}`, `b/${name}`, texts[0] ?? '', texts[1] ?? '', undefined, undefined, {
    context: 3,
  });
  const [old, now] = [linesShown(before), linesShown(after)];
  for (const hunk of patch.hunks) {
    let { oldStart, newStart } = hunk;
    hunk.lines = hunk.lines.map((line) => {
      const [sign, text] = [line.charAt(0), line.slice(1)];
      if (sign === '\\') return line;
      const [oldLine, newLine] = [oldStart, newStart];
      if (sign !== '+') oldStart++;
      if (sign !== '-') newStart++;
      return sign + (sign === '+' ? now(text, newLine, true) : old(text, oldLine, sign === '-'));
    });
  }
  const text = formatPatch(patch);
  return text.slice(text.indexOf('--- '));
}

/** git's colours. */
const STYLES = [
  ['---', 'bold'],
  ['+++', 'bold'],
  ['@@', 'cyan'],
  ['+', 'green'],
  ['-', 'red'],
] as const;

function colored(patch: string): string {
  return patch.replace(/^.+$/gm, (line) => {
    const style = STYLES.find(([prefix]) => line.startsWith(prefix))?.[1];
    return style ? styleText(style, line, { validateStream: false }) : line;
  });
}
