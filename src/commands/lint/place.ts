import { harmlessInManifest } from '../../kubernetes/harmless.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { Finding } from '../../report/finding.js';
import { positionAt } from '../../yaml/read/document.js';
import { locate, locateInText, type Span } from '../../yaml/read/locate.js';
import { shownLine } from '../../yaml/read/shown-line.js';
import type { Problem } from './rule.js';

/** Where a finding stands and what it is about. */
export type Placed = Pick<Finding, 'file' | 'line' | 'column' | 'endLine' | 'endColumn' | 'document' | 'excerpt'>;

/** The one place that turns a problem's document and path into lines and columns; without a document it is line 1. */
export function placeOfProblem({ manifest, path = [], place }: Problem, file: string): Placed {
  if (!manifest) return { file, line: 1, column: 1, endLine: 1, endColumn: 1, document: { kind: '', name: '' } };
  const { document, parsed, kind, name, template } = manifest;
  const span = place ? locateInText(parsed, path, place) : path.length > 0 ? locate(parsed, path) : headOf(manifest);
  const start = positionAt(document, span.start);
  const end = positionAt(document, span.end);
  const excerpt = shownLine(parsed, span.start, harmlessInManifest);
  return {
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    document: { kind, name, ...(template === undefined ? {} : { template }) },
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

/** A document as a whole is shown by its kind. */
function headOf({ parsed }: Manifest): Span {
  return locate(parsed, ['kind']);
}
