import { groupBy } from '../base/util.js';
import { type Directive, hasSpaceOrNul, type Split, type Token } from '../redis-config/config-text.js';
import { directiveKnowledge, namesOf } from './knowledge.js';
import { loginProblems, type Setting } from './login.js';
import { faultProblems, isLookup, type Problem, problem } from './problem.js';
import { applyRules } from './rules.js';
import {
  type AclFeature,
  type AclServer,
  featureSince,
  hasFeature,
  PRODUCTS,
  serverName,
  startsWithAllChannels,
} from './server.js';
import { showDirective, showName } from './show.js';
import { entityOf } from './words.js';

/** One finding in a configuration text. */
export interface AclProblem extends Problem {
  /** Line in the text, from 0. */
  readonly lineIndex: number;
}

/**
 * What in a Redis configuration text keeps Redis from starting (a directive that it does not know, anything about ACL),
 * lets people in without the right password or keeps those with it out; in the order of the text.
 *
 * The verdict is that of a Redis that starts with this text (`test/acl/real-redis.test.ts` compares them), with the
 * chart's password as requirepass. Files that the text names (`include`, `aclfile`) are not read.
 *
 * @param defaultPasswordSha256 (hex) of the chart's password, which probes and replicas use as user `default`. Left out, a
 *   `user default` line is not compared with it
 */
export function checkAcl(
  directives: readonly Directive[],
  { product, release }: AclServer,
  defaultPasswordSha256?: string,
): AclProblem[] {
  const byName = groupBy(directives, ({ name }) => name);
  const named = (name: string): readonly Directive[] => byName.get(name) ?? [];
  const server = { product, release, modules: named('loadmodule').length > 0 };
  const setting: Setting = { server, named, defaultPasswordSha256: defaultPasswordSha256?.toLowerCase() };
  const byUser = groupBy(named('user'), userName);
  return directives.flatMap((line) => {
    const problems = directiveProblems(line, server);
    if (hasFeature(server, 'acl')) {
      if (line.name === 'user') problems.push(...userProblems(line, byUser.get(userName(line)) ?? [], setting));
      const file = line === named('aclfile').at(-1) ? line.args.tokens[1] : undefined;
      if (file && file.value !== '')
        problems.push(problem(byUser.size > 0 ? 'aclfile-and-users' : 'aclfile', file, {}));
    }
    const sorted = problems.sort((a, b) => a.startColumn - b.startColumn);
    return sorted.map((one) => ({ ...one, lineIndex: line.lineIndex }));
  });
}

/** Directives about ACL, and what a server needs to know them. */
const DIRECTIVE_FEATURES: ReadonlyMap<string, AclFeature> = new Map([
  ['user', 'acl'],
  ['aclfile', 'acl'],
  ['acl-pubsub-default', 'channels'],
]);

/** Why a server stops at a line before it looks at users: it knows no such directive, or cannot split the line. */
function directiveProblems({ name, args }: Directive, server: AclServer): Problem[] {
  const [first, value, ...more] = args.tokens;
  const feature = DIRECTIVE_FEATURES.get(name);
  if (feature && !hasFeature(server, feature)) {
    return [problem('later-directive', first, { name, feature: featureSince(feature), server: serverName(server) })];
  }
  if (name === 'user') return [];
  if (name === 'acl-pubsub-default') {
    // `createEnumConfig` in `config.c` since Redis 6.2: exactly one of two words.
    const isWord = value !== undefined && /^(allchannels|resetchannels)$/i.test(value.value);
    return isWord && more.length === 0 && !args.fault ? [] : [problem('pubsub-default', value ?? first, {})];
  }
  if (args.fault) return [problem(`config-${args.fault.reason}`, args.fault, {}, stopsAtQuote(args.fault, server))];
  const knowledge = directiveKnowledge(name, server);
  if (knowledge === 'known') return [];
  const { text, hint, meant } = showDirective(first?.value ?? '', namesOf('directives', server));
  // A newer server may know more: then only what looks misspelt is reported.
  if (knowledge === 'maybe' && hint === '') return [];
  const id = meant === 'user' ? 'misspelt-user' : 'unknown-directive';
  return [problem(id, first, { text, server: serverName(server), hint }, knowledge === 'unknown' ? 'yes' : 'maybe')];
}

function stopsAtQuote({ reason }: NonNullable<Split['fault']>, server: AclServer): Problem['stops'] {
  return PRODUCTS[server.product].takenQuoteFaults.includes(reason) ? 'maybe' : 'yes';
}

const userName = ({ args }: Directive): string => args.tokens[1]?.value ?? '';

/** @param sameUser all lines of this user, in the order of the text */
function userProblems(line: Directive, sameUser: readonly Directive[], setting: Setting): Problem[] {
  const { server } = setting;
  const { tokens, fault } = line.args;
  const [directive, name, ...rules] = tokens;
  const problems = fault ? [problem(`user-${fault.reason}`, fault, {}, stopsAtQuote(fault, server))] : [];
  if (name && hasSpaceOrNul(name.value)) problems.push(problem('space-in-name', name, {}));
  else if (!name && !fault) problems.push(problem('no-name', directive, {}));
  if (name) {
    const { user, faults } = apply(line, rules, setting);
    problems.push(...faultProblems(faults, tokens.slice(1), server));
    const starts = problems.every(({ stops }) => stops !== 'yes') && !fault;
    const earlier = sameUser[sameUser.indexOf(line) - 1];
    if (earlier) problems.push(duplicate(name, line.lineIndex - earlier.lineIndex, server));
    if (starts && sameUser.at(-1) === line) problems.push(...loginProblems(user, name, rules, setting));
  }
  for (const rule of rules) {
    if (/^[><]./s.test(rule.value)) problems.push(problem('plain-password', rule, { sign: rule.value.charAt(0) }));
    const copied = entityOf(rule.value);
    if (copied) problems.push(problem(copied.meaning === '&' ? 'html-channel' : 'html-password', rule, copied));
  }
  const of = name ? `user ${showName(name.value)}: ` : '';
  return problems.map((one) => ({ ...one, message: of + one.message }));
}

/** Applies the rules as Redis does: once while it reads the line, once when it has read all lines. */
function apply({ lineIndex }: Directive, rules: readonly Token[], { server, named }: Setting) {
  const allChannelsBefore = (end: number): boolean => {
    const said = named('acl-pubsub-default').findLast((one) => one.lineIndex < end);
    return said ? said.args.tokens[1]?.value.toLowerCase() === 'allchannels' : startsWithAllChannels(server);
  };
  const [early, late] = [allChannelsBefore(lineIndex), allChannelsBefore(Number.POSITIVE_INFINITY)];
  const reading = applyRules(rules, { server, allChannels: early });
  const isAll = early === late || !reading.faults.every(isLookup);
  return isAll ? reading : applyRules(rules, { server, allChannels: late });
}

function duplicate(name: Token, distance: number, server: AclServer): Problem {
  const where = distance === 1 ? 'the line above' : `the line ${distance} lines above`;
  const id = hasFeature(server, 'selectors') ? 'duplicate-refused' : 'duplicate-dropped';
  return problem(id, name, { where, server: serverName(server) });
}
