import { createHash } from 'node:crypto';
import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { sentence } from '../base/words.js';
import type { Finding } from './finding.js';
import { type Report, type ReportContext, type Reporter, type RuleInfo, STDIN, type Unreadable } from './report.js';
import { artifactOf, locationOf } from './sarif-location.js';

// The object model is @types/sarif's, so the compiler checks every property, and JSON.stringify writes it.
// node-sarif-builder was weighed: it adds nothing for logical locations, fingerprints, invocations and notifications,
// reads process.env, refuses a log whose text holds its own marker word, and its last release for Node.js 20 brings
// fs-extra. Microsoft's serializer reads a file beside itself, which does not survive bundling.

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

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
    return `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}:${number}`;
  };
}

function resultOf(finding: Finding, fingerprint: string, context: ReportContext): Result {
  const ruleIndex = context.rules.findIndex(({ id }) => id === finding.rule);
  // GitHub tells alerts apart by primaryLocationLineHash. Its upload action makes it from the file and warns about
  // another's; only for standard input, which it cannot read, it has to come from here.
  const lineHash = finding.file === STDIN ? { primaryLocationLineHash: fingerprint } : {};
  return {
    ruleId: finding.rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: LEVELS[finding.severity],
    message: { text: `${sentence(finding.message)} ${finding.remedy}` },
    locations: [locationOf(finding, context)],
    partialFingerprints: { 'redisHostport/v1': fingerprint, ...lineHash },
  };
}

function notificationOf({ file, message, line, column }: Unreadable, context: ReportContext): Notification {
  const region = line === undefined ? undefined : { startLine: line, startColumn: column };
  const physicalLocation = { artifactLocation: artifactOf(file, context), region };
  return { level: 'error', message: { text: sentence(message) }, locations: [{ physicalLocation }] };
}

/** SARIF 2.1.0 (OASIS), for GitHub code scanning and editors. */
export const sarifReporter: Reporter<Report> = (report, context) => {
  const fingerprint = fingerprinter();
  const notifications = report.unreadable.map((entry) => notificationOf(entry, context));
  const { version } = context;
  const driver = { name: 'redis-hostport', version, semanticVersion: version, rules: context.rules.map(ruleOf) };
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        artifacts: [...new Set(report.files)].map((file) => ({
          location: artifactOf(file, context),
          roles: ['analysisTarget'],
        })),
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results: report.findings.map((finding) => resultOf(finding, fingerprint(finding), context)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
