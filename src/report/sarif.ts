import { basename, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Log, LogicalLocation, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import { sentence } from '../base/text.js';
import { sha256Hex } from '../base/util.js';
import { HOMEPAGE, VERSION } from '../base/version.js';
import { fromRoot } from './describe.js';
import { type Finding, type Report, type ReportContext, type Reporter, type RuleInfo, STDIN } from './report.js';

// The object model is @types/sarif's, so the compiler checks every property, and JSON.stringify writes it: node-sarif-builder
// adds nothing for what is here, reads process.env, and refuses a log whose text holds its own marker word.

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** A longer source line is left out: a hundred findings in one line of 90 kB would exceed what GitHub takes. */
const MAX_SNIPPET = 1000;

function ruleOf({ id, severity, description, remedy }: RuleInfo): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: description },
    fullDescription: { text: description },
    help: { text: `${sentence(description)} ${remedy}`, markdown: `${sentence(description)}\n\n**Fix:** ${remedy}` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

/** What makes a finding the same one after lines moved: rule, object and words, and its number among equal ones. */
function fingerprinter(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ file, rule, message, document: { kind, name, template } }) => {
    const identity = JSON.stringify([rule, kind, name, template, message]);
    const key = `${file}\n${identity}`;
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return `${sha256Hex(identity).slice(0, 32)}:${number}`;
  };
}

/** Percent-encoded, relative to the root of the working copy where the file lies in it (as CodeQL writes it). */
function artifactOf(file: string, context: ReportContext): ArtifactLocation {
  if (file === STDIN) return { uri: 'stdin', description: { text: 'standard input' } };
  // A name from Windows may hold half of a character, which no URI can.
  const path = fromRoot(file, context).replace(/\p{Surrogate}/gu, '\ufffd');
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** The chart template and the object are where a person looks: the rendered file is not a file of the repository. */
function logicalLocations({ kind, name, template }: Finding['document']): LogicalLocation[] {
  const resource = { name, fullyQualifiedName: `${kind}/${name}`, kind: 'resource' };
  const module = template && { name: basename(template), fullyQualifiedName: template, kind: 'module' };
  return [...(name ? [resource] : []), ...(module ? [module] : [])];
}

/** SARIF 2.1.0 (OASIS), for GitHub code scanning and editors. */
export const sarifReporter: Reporter<Report> = ({ findings, unreadable, files, rules }, context) => {
  const fingerprintOf = fingerprinter();
  const results = findings.map((finding): Result => {
    const { file, rule, severity, message, remedy, document, line, column, endLine, endColumn, excerpt } = finding;
    const fingerprint = fingerprintOf(finding);
    const logical = logicalLocations(document);
    const short = excerpt !== undefined && excerpt.length <= MAX_SNIPPET && endLine === line;
    const physicalLocation = {
      artifactLocation: artifactOf(file, context),
      region: { startLine: line, startColumn: column, endLine, endColumn },
      ...(short && { contextRegion: { startLine: line, snippet: { text: excerpt } } }),
    };
    return {
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level: LEVELS[severity],
      message: { text: `${sentence(message)} ${remedy}` },
      locations: [{ physicalLocation, ...(logical.length > 0 && { logicalLocations: logical }) }],
      // GitHub distinguishes alerts by primaryLocationLineHash. Its upload action makes it from the file and warns about
      // another's; only for standard input, which it cannot read, it has to come from here.
      partialFingerprints: {
        'redisHostport/v1': fingerprint,
        ...(file === STDIN && { primaryLocationLineHash: fingerprint }),
      },
    };
  });
  const toolExecutionNotifications = unreadable.map(({ file, message, line, column }): Notification => {
    const region = line === undefined ? undefined : { startLine: line, startColumn: column };
    const physicalLocation = { artifactLocation: artifactOf(file, context), region };
    return { level: 'error', message: { text: sentence(message) }, locations: [{ physicalLocation }] };
  });
  const home = HOMEPAGE && { informationUri: HOMEPAGE };
  const version = { version: VERSION, semanticVersion: VERSION };
  const run: Run = {
    tool: { driver: { name: 'redis-hostport', ...version, ...home, rules: rules.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    artifacts: [...new Set(files)].map((file) => ({ location: artifactOf(file, context), roles: ['analysisTarget'] })),
    invocations: [{ executionSuccessful: unreadable.length === 0, toolExecutionNotifications }],
    results,
  };
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
};
