import { filled, nearest, oneLine } from '../../base/text.js';
import type { ConfigSources } from '../../config/config.js';
import { type LintRuleId, lintRules } from '../../generated/rules.js';
import { harmlessInManifest, type Manifest, manifestsOf, unpacked } from '../../kubernetes/manifest.js';
import { configurationOf } from '../../overlays/configuration.js';
import { type Finding, type RuleInfo, type Severity, STDIN } from '../../report/report.js';
import { textsOf } from '../../report/rule-texts.js';
import { shownLine } from '../../yaml/read/shown-line.js';
import { positionAt, type Stream } from '../../yaml/read/split.js';
import { accessFaults } from './rules/access.js';
import { dataFaults, imageFaults, sizeFaults } from './rules/cluster.js';
import { networkFaults, serviceFaults } from './rules/network.js';
import { addressFaults, placementFaults } from './rules/placement.js';
import { conflictFaults, portFaults } from './rules/ports.js';
import { missingFaults, templateFaults } from './rules/stream.js';
import { type LintedStream, type LintFound, lintedRelease, lintedStream, type Where } from './subject.js';

/** Of the chart that most people have: for what is about no release, and in what all reports and the documentation say. */
const DEFAULT_SECTION = 'redis';

export const RULES = Object.entries<Omit<RuleInfo, 'id'>>(lintRules).map(([id, { severity, description, remedy }]) => {
  return { id: id as LintRuleId, severity, description, remedy: filled(remedy, { section: DEFAULT_SECTION }) };
});

export type ConfiguredLint = ReturnType<typeof configuredLint>;

/** The configuration, with no password read, and the rules that run. Throws `config`, for an unknown rule too. */
export function configuredLint(sources: ConfigSources) {
  const configuration = configurationOf(sources);
  const severities = configuration.config.lint?.rules ?? {};
  const unknown = Object.keys(severities).find((id) => !Object.hasOwn(lintRules, id));
  if (unknown !== undefined) {
    const message = `there is no lint rule ${unknown}${nearest(unknown, Object.keys(lintRules))}`;
    throw configuration.complain({ path: ['lint', 'rules', unknown], message, isKey: true });
  }
  const rules = RULES.flatMap((rule) => {
    const configured = severities[rule.id];
    return configured === 'off' || configured === false ? [] : [{ ...rule, configured }];
  });
  return { configuration, rules };
}

/** Every object of a stream, those in lists too. */
export const objectsOf = (stream: Stream): Manifest[] => manifestsOf(stream).flatMap(unpacked);

/** What is found in one stream, in its order. Throws `input` for what is not YAML or not a manifest. */
export function lintManifests(
  manifests: readonly Manifest[],
  { configuration, rules }: ConfiguredLint,
  isPart = false,
): Finding[] {
  const stream = lintedStream(manifests, configuration, isPart);
  const file = manifests[0]?.document.file ?? STDIN;
  // It also reports that there is nothing to check, which is no error where the rule is off.
  const missing = rules.some(({ id }) => id === 'statefulset-missing') ? missingFaults(stream) : [];
  const all = [...missing, ...foundIn(stream)];
  const findings = rules.flatMap(({ id, configured }) =>
    all
      .filter(({ rule }) => rule === id)
      .map((found): Finding => {
        const { first } = textsOf(lintRules[id], { section: DEFAULT_SECTION, ...found });
        return {
          rule: id,
          severity: configured ?? (first('severity') as Severity),
          message: oneLine(first('message')),
          remedy: oneLine(first('remedy')),
          ...placeOf(found, file),
        };
      }),
  );
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** What is checked in each release whose StatefulSet is in the stream. */
const RELEASE_CHECKS = [
  portFaults,
  placementFaults,
  addressFaults,
  sizeFaults,
  dataFaults,
  accessFaults,
  serviceFaults,
  networkFaults,
  imageFaults,
];

/** What all other rules find: in a release there at its StatefulSet where nothing else is named. */
function foundIn(stream: LintedStream): (LintFound & { is?: unknown })[] {
  const ofReleases = stream.meant.flatMap((one) => {
    const release = lintedRelease(one, stream);
    const about = { manifest: one.statefulSet, section: one.chart.values.section };
    return RELEASE_CHECKS.flatMap((check) => [...check(release)].map((found) => ({ ...about, ...found })));
  });
  return [...templateFaults(stream), ...conflictFaults(stream), ...ofReleases];
}

/** A place in lines and columns. A document as a whole is shown by its kind; without a document it is line 1. */
function placeOf({ manifest, path = ['kind'], place }: Where, file: string) {
  if (!manifest) return { file, line: 1, column: 1, endLine: 1, endColumn: 1, document: { kind: '', name: '' } };
  const { document, parsed, kind, name, template } = manifest;
  const span = manifest.spanOf(path, place);
  const { line: endLine, column: endColumn } = positionAt(document, span.end);
  const excerpt = shownLine(parsed, span.start, manifest.within(harmlessInManifest));
  return {
    ...positionAt(document, span.start),
    endLine,
    endColumn,
    document: { kind, name, ...(template !== undefined && { template }) },
    ...(excerpt !== undefined && { excerpt }),
  };
}
