import { oneLine } from '../../base/visible.js';
import { filled } from '../../base/words.js';
import { manifestsOf } from '../../charts/releases.js';
import { harmlessInManifest } from '../../kubernetes/harmless.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { Finding } from '../../report/report.js';
import { STDIN } from '../../report/report.js';
import { positionAt } from '../../yaml/read/document.js';
import { shownLine } from '../../yaml/read/shown-line.js';
import type { Stream } from '../../yaml/read/split.js';
import type { Problem } from './check.js';
import { RULE_CHECKS } from './rules/index.js';
import { type ConfiguredLint, DEFAULT_SECTION } from './settings.js';
import { lintedStream } from './subject.js';

/**
 * Checks one stream, before or after post-rendering.
 *
 * @returns the findings in the order of the stream
 * @throws HostportError `input` for what is no YAML or no manifest
 */
export function lintStream(stream: Stream, configured: ConfiguredLint): Finding[] {
  return lintManifests(objectsOf(stream), configured);
}

/** Every object of a stream, those in lists too. */
export function objectsOf(stream: Stream): Manifest[] {
  return manifestsOf(stream).flatMap(({ objects }) => objects);
}

/** The same for documents of several files, which are one stream; `isPart` where there may be more of it. */
export function lintManifests(
  manifests: readonly Manifest[],
  { configuration, rules }: ConfiguredLint,
  isPart = false,
): Finding[] {
  const linted = lintedStream(manifests, configuration, isPart);
  const file = manifests[0]?.document.file ?? STDIN;
  const findings = rules.flatMap(({ id, configured, ...rule }) =>
    RULE_CHECKS[id](linted).map(
      (problem): Finding => ({
        rule: id,
        severity: configured ?? problem.severity ?? rule.severity,
        message: oneLine(problem.message),
        remedy: oneLine(filled(problem.remedy ?? rule.remedy, { section: problem.section ?? DEFAULT_SECTION })),
        ...placeOf(problem, file),
      }),
    ),
  );
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Where a finding is and what it is about. */
type Placed = Pick<Finding, 'file' | 'line' | 'column' | 'endLine' | 'endColumn' | 'document' | 'excerpt'>;

/**
 * The one place that turns a problem's document and path into lines and columns. A document as a whole is shown by its
 * kind; without a document it is line 1.
 */
function placeOf({ manifest, path = ['kind'], place }: Problem, file: string): Placed {
  if (!manifest) return { file, line: 1, column: 1, endLine: 1, endColumn: 1, document: { kind: '', name: '' } };
  const { document, parsed, kind, name, template } = manifest;
  const span = manifest.spanOf(path, place);
  const { line, column } = positionAt(document, span.start);
  const { line: endLine, column: endColumn } = positionAt(document, span.end);
  const excerpt = shownLine(parsed, span.start, harmlessInManifest);
  return {
    ...{ file: document.file, line, column, endLine, endColumn },
    document: { kind, name, ...(template !== undefined && { template }) },
    ...(excerpt !== undefined && { excerpt }),
  };
}
