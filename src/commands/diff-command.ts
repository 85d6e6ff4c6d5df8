import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { lineStarts } from '../base/text.js';
import { lazily } from '../base/util.js';
import { type Places, placesBy } from '../json/values.js';
import { harmlessInManifest, manifestsOf } from '../kubernetes/manifest.js';
import { configurationOf } from '../overlays/configuration.js';
import { postRenderStream } from '../overlays/post-render.js';
import { splitArgs, toBytes } from '../redis-config/config-text.js';
import { painter } from '../report/text.js';
import { shownLine } from '../yaml/read/shown-line.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { ContextOf } from './command.js';
import { readStream } from './input.js';
import { useColor } from './output.js';

export async function runDiff(context: ContextOf<'diff'>): Promise<number> {
  const configuration = configurationOf(context.sources);
  const stream = await readStream(context, context.positionals[0]);
  const after = postRenderStream(stream, configuration);
  if (after === stream.text) return 0;
  const paint = painter(useColor(context));
  const text = patchText(stream, split(Buffer.from(after), stream.file)).replace(/^.+$/gm, (line) => {
    const style = Object.entries(STYLES).find(([prefix]) => line.startsWith(prefix))?.[1];
    return style ? paint(style, line) : line;
  });
  await context.io.stdout.write(text);
  return context.values['exit-code'] ? 1 : 0;
}

/** git's colours; the first that fits. */
const STYLES = { '---': 'bold', '+++': 'bold', '@@': 'cyan', '+': 'green', '-': 'red' } as const;

/** A unified diff as `git diff` prints it, in which nothing stands that could be a secret: `linesShown` says. */
function patchText(before: Stream, after: Stream): string {
  const name = before.file === '<stdin>' ? 'stdin' : before.file.replace(/^\//, '');
  const texts = [before.text, after.text] as const;
  const patch = structuredPatch(`a/${name}`, `b/${name}`, ...texts, undefined, undefined, { context: 3 });
  const [oldShown, nowShown] = [linesShown(before), linesShown(after)];
  for (const hunk of patch.hunks) {
    let [oldLine, newLine] = [hunk.oldStart, hunk.newStart];
    hunk.lines = hunk.lines.map((line) => {
      const [sign, text] = [line.charAt(0), line.slice(1)];
      if (sign === '\\') return line;
      if (sign === '+') return sign + nowShown(text, newLine++, true);
      if (sign === ' ') newLine++;
      return sign + oldShown(text, oldLine++, sign === '-');
    });
  }
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

/** What is never shown, though the edit changed it: a variable's value, */
const variable = placesBy(['containers', 'initContainers'].map((list) => `spec.template.spec.${list}.*.env.*.value`));
/** and what a Secret holds. */
const secret = placesBy(['data.**', 'stringData.**', 'binaryData.**']);

/** What Helm writes between documents. */
const BETWEEN = /^(---|# Source: .*|\s*)$/;

/**
 * The lines of a stream as a diff may show them, by their number from 1. Beside the edit a value is shown where nothing
 * secret stands (`shownLine`). What the edit itself adds or takes away is shown too, but for a Secret, a variable's value,
 * a whole file on one line, and the passwords of an ACL user's line.
 */
function linesShown(stream: Stream): (line: string, number: number, isChanged: boolean) => string {
  const manifests = manifestsOf(stream).map((manifest) => {
    const { text, firstLine } = manifest.document;
    return { manifest, firstLine, starts: lazily(() => [0, ...lineStarts(text)]) };
  });
  return (line, number, isChanged) => {
    const found = manifests.findLast(({ firstLine }) => firstLine <= number);
    if (!found || BETWEEN.test(line)) return line;
    const { manifest, firstLine, starts } = found;
    const { parsed, kind } = manifest;
    const hidden = kind === 'Secret' ? secret : variable;
    const isOpen = isChanged && !/\\n/.test(line);
    const places: Places = isOpen ? (path) => (hidden(path) === 'in' ? undefined : 'in') : harmlessInManifest;
    const shown = shownLine(parsed, starts()[number - firstLine] ?? parsed.document.text.length, places) ?? '';
    const [indent = ''] = /^[ \t-]*/.exec(line) ?? [];
    if (shown.length <= indent.length) return `${indent}…`;
    return isOpen && /^\s*user\s/i.test(shown) ? withoutPasswords(shown) : shown;
  };
}

/** `user song on >… ~* +@all`; all of it but the word `user` is hidden where Redis could not read it. */
function withoutPasswords(line: string): string {
  const { tokens, fault } = splitArgs(line);
  if (fault || toBytes(line) !== line) return line.replace(/^(\s*user).*$/is, '$1 …');
  return tokens
    .filter(({ value }) => /^[><]/.test(value))
    .reduceRight((text, { value, start, end }) => `${text.slice(0, start)}${value.charAt(0)}…${text.slice(end)}`, line);
}
