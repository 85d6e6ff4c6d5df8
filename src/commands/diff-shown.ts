import { manifestsOf } from '../charts/releases.js';
import type { Path } from '../json/at.js';
import { type Places, placesBy } from '../json/places.js';
import { harmlessInManifest } from '../kubernetes/harmless.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { splitArgs, toBytes } from '../redis-config/tokens.js';
import { lineAround } from '../yaml/read/document.js';
import { shownLine } from '../yaml/read/shown-line.js';
import type { Stream } from '../yaml/read/split.js';

/** What is never shown, though the edit changed it. */
const secret = placesBy([
  'spec.template.spec.containers.*.env.*.value',
  'spec.template.spec.initContainers.*.env.*.value',
  'data.**',
  'stringData.**',
  'binaryData.**',
]);
const isSecret = (kind: string, path: Path): boolean =>
  secret(path) === 'in' && (kind === 'Secret' || path[0] === 'spec');

/**
 * The lines of a stream as a diff may show them, by their number from 1. Beside the edit a value is shown where nothing
 * secret stands (`shownLine`). What the edit itself adds or takes away is shown too, but for a Secret, a variable's value,
 * a whole file on one line, and the passwords of an ACL user's line.
 */
export function linesShown(stream: Stream): (line: string, number: number, isChanged: boolean) => string {
  const manifests = manifestsOf(stream);
  return (line, number, isChanged) => {
    const manifest = manifests.findLast(({ document }) => document.firstLine <= number);
    if (!manifest) return line;
    const isOneLiner = /\\n/.test(line);
    if (!isChanged || isOneLiner) return cut(manifest, number, harmlessInManifest);
    const text = cut(manifest, number, (path) => (isSecret(manifest.kind, path) ? undefined : 'in'));
    return /^\s*user\s/i.test(text) ? withoutPasswords(text) : text;
  };
}

/** What Helm writes between documents. */
const BETWEEN = /^(---|# Source: .*|\s*)$/;

function cut({ parsed }: Manifest, number: number, places: Places): string {
  const { text, firstLine } = parsed.document;
  let offset = 0;
  for (let line = firstLine; line < number; line++) offset = text.indexOf('\n', offset) + 1;
  const line = lineAround(text, offset);
  if (BETWEEN.test(line)) return line;
  const [indent = ''] = /^[ \t-]*/.exec(line) ?? [];
  const shown = shownLine(parsed, offset, places) ?? '';
  return shown.length > indent.length ? shown : `${indent}…`;
}

/** `user song on >… ~* +@all`; all of it but the word `user` is hidden where Redis could not read it. */
function withoutPasswords(line: string): string {
  const { tokens, fault } = splitArgs(line);
  if (fault || toBytes(line) !== line) return line.replace(/^(\s*user).*$/is, '$1 …');
  return tokens
    .filter(({ value }) => /^[><]/.test(value))
    .reduceRight((text, { value, start, end }) => `${text.slice(0, start)}${value.charAt(0)}…${text.slice(end)}`, line);
}
