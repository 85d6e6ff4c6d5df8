import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Location } from 'sarif';
import { fromRoot } from './describe.js';
import type { Finding } from './finding.js';
import { type ReportContext, STDIN } from './report.js';

/** A longer source line is left out: a hundred findings in one line of 90 kB would exceed what GitHub takes. */
const MAX_SNIPPET = 1000;

/** Percent-encoded, relative to the root of the working copy where the file lies in it (as CodeQL writes it). */
export function artifactOf(file: string, context: ReportContext): ArtifactLocation {
  if (file === STDIN) return { uri: 'stdin', description: { text: 'standard input' } };
  const path = fromRoot(file, context);
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** The rendered file is no file of the repository; the chart template and the object are where a person looks. */
export function locationOf(finding: Finding, context: ReportContext): Location {
  const { line, column, endLine, endColumn, excerpt } = finding;
  const { kind, name, template } = finding.document;
  const resource = { name, fullyQualifiedName: `${kind}/${name}`, kind: 'resource' };
  const module = { name: template?.split('/').at(-1), fullyQualifiedName: template, kind: 'module' };
  const logicalLocations = [...(name ? [resource] : []), ...(template ? [module] : [])];
  const short = excerpt !== undefined && excerpt.length <= MAX_SNIPPET && endLine === line;
  return {
    physicalLocation: {
      artifactLocation: artifactOf(finding.file, context),
      region: { startLine: line, startColumn: column, endLine, endColumn },
      ...(short ? { contextRegion: { startLine: line, snippet: { text: excerpt } } } : {}),
    },
    ...(logicalLocations.length > 0 ? { logicalLocations } : {}),
  };
}
