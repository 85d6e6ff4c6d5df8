import { groupBy } from '../base/group-by.js';
import type { Directive } from '../redis-config/config-text.js';
import { hasSpaceOrNul, type QuoteFault, type Token } from '../redis-config/tokens.js';
import { columnsAfterPassword, faultSentence, isLookup, reportable } from './faults.js';
import { directiveKnowledge, directivesOf } from './knowledge.js';
import { loginProblems } from './login.js';
import { type AclProblem, type Draft, draft, problem } from './problem.js';
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
import { showDirective } from './show.js';
import { entityOf } from './words.js';

/** What all lines share. */
interface Setting {
  readonly server: AclServer;
  /** The `acl-pubsub-default` lines. */
  readonly pubsubDefaults: readonly Directive[];
  /** Replicas log in as a user of their own (`masteruser`). */
  readonly ownReplicationUser: boolean;
  readonly defaultPasswordSha256: string | undefined;
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
  const named = (name: string): Directive[] => directives.filter((one) => one.name === name);
  const server = { product, release, modules: named('loadmodule').length > 0 };
  const unknown = directives.flatMap((line) => {
    const draft = directiveDraft(line, server);
    return draft ? [problem(line, draft)] : [];
  });
  if (!hasFeature(server, 'acl')) return unknown;
  const setting: Setting = {
    server,
    pubsubDefaults: named('acl-pubsub-default'),
    ownReplicationUser: named('masteruser').length > 0,
    defaultPasswordSha256: defaultPasswordSha256?.toLowerCase(),
  };
  const users = named('user');
  const byName = groupBy(users, userName);
  const ofUsers = users.flatMap((line) => userProblems(line, byName.get(userName(line)) ?? [], setting));
  return [...unknown, ...aclfileProblems(named('aclfile').at(-1), users.length > 0), ...ofUsers].sort(
    (a, b) => a.lineIndex - b.lineIndex || a.startColumn - b.startColumn,
  );
}

/** Directives about ACL, and what a server needs to know them. */
const DIRECTIVE_FEATURES: ReadonlyMap<string, AclFeature> = new Map([
  ['user', 'acl'],
  ['aclfile', 'acl'],
  ['acl-pubsub-default', 'channels'],
]);

/** Why a server stops at a line before it looks at users: it knows no such directive, or cannot split the line. */
function directiveDraft({ name, args }: Directive, server: AclServer): Draft | undefined {
  const [first, value, ...more] = args.tokens;
  const feature = DIRECTIVE_FEATURES.get(name);
  if (feature && !hasFeature(server, feature)) {
    return draft('later-directive', first, { name, feature: featureSince(feature), server: serverName(server) });
  }
  if (name === 'user') return undefined;
  if (name === 'acl-pubsub-default') {
    // `createEnumConfig` in `config.c` since Redis 6.2: exactly one of two words.
    const isWord = value !== undefined && /^(allchannels|resetchannels)$/i.test(value.value);
    return isWord && more.length === 0 && !args.fault ? undefined : draft('pubsub-default', value ?? first, {});
  }
  if (args.fault) return draft(`config-${args.fault.reason}`, args.fault, {}, stopsAtQuote(args.fault, server));
  const knowledge = directiveKnowledge(name, server);
  if (knowledge === 'known') return undefined;
  const { text, hint, meant } = showDirective(first?.value ?? '', directivesOf(server));
  // A newer server may know more: then only what looks misspelt is reported.
  if (knowledge === 'maybe' && hint === '') return undefined;
  const id = meant === 'user' ? 'misspelt-user' : 'unknown-directive';
  return draft(id, first, { text, server: serverName(server), hint }, knowledge === 'unknown' ? 'yes' : 'maybe');
}

function stopsAtQuote({ reason }: QuoteFault, server: AclServer): AclProblem['stops'] {
  return PRODUCTS[server.product].takenQuoteFaults.includes(reason) ? 'maybe' : 'yes';
}

/** Whether new users have all channels, as far as the lines before `lineIndex` say. */
function allChannelsBefore({ pubsubDefaults, server }: Setting, lineIndex: number): boolean {
  const said = pubsubDefaults.findLast((one) => one.lineIndex < lineIndex);
  if (said) return said.args.tokens[1]?.value.toLowerCase() === 'allchannels';
  return startsWithAllChannels(server);
}

function aclfileProblems(line: Directive | undefined, hasUsers: boolean): AclProblem[] {
  const at = line?.args.tokens[1];
  if (!line || !at || at.value === '') return [];
  return [problem(line, draft(hasUsers ? 'aclfile-and-users' : 'aclfile', at, {}))];
}

const userName = ({ args }: Directive): string => args.tokens[1]?.value ?? '';

/** @param sameUser all lines of this user, in the order of the text */
function userProblems(line: Directive, sameUser: readonly Directive[], setting: Setting): AclProblem[] {
  const [directive, name, ...rules] = line.args.tokens;
  const { fault } = line.args;
  const drafts = fault ? [draft(`user-${fault.reason}`, fault, {}, stopsAtQuote(fault, setting.server))] : [];
  if (name && hasSpaceOrNul(name.value)) drafts.push(draft('space-in-name', name, {}));
  else if (!name && !fault) drafts.push(draft('no-name', directive, {}));
  if (name) {
    const { faults, ...applied } = apply(line, rules, setting);
    const starts = drafts.length === 0 && !faults.some((one) => one.stops === 'yes');
    drafts.push(...faults, ...duplicateProblems(line, name, sameUser, setting.server));
    if (starts && sameUser.at(-1) === line) drafts.push(...loginProblems({ name, rules, ...applied, ...setting }));
  }
  drafts.push(...plainPasswords(rules), ...htmlEntities(rules));
  return drafts.map((draft) => problem(line, draft, name?.value));
}

/** Applies the rules as Redis does: once while it reads the line, once when it has read all lines. */
function apply(line: Directive, rules: readonly Token[], setting: Setting) {
  const { server } = setting;
  const reading = applyRules(rules, { server, allChannels: allChannelsBefore(setting, line.lineIndex) });
  const loading = applyRules(rules, { server, allChannels: allChannelsBefore(setting, Number.POSITIVE_INFINITY) });
  const { faults, ...applied } = reading.faults.every(isLookup) ? loading : reading;
  // A password may also have been taken for the name.
  const afterPassword = columnsAfterPassword(line.args.tokens.slice(1), faults);
  const drafts = reportable(faults).map((found): Draft => {
    const message = faultSentence(found, afterPassword.has(found.start), server);
    return { rule: 'acl-syntax', message, at: found, stops: found.certain ? 'yes' : 'maybe' };
  });
  return { ...applied, faults: drafts };
}

function duplicateProblems(line: Directive, name: Token, sameUser: readonly Directive[], server: AclServer): Draft[] {
  const earlier = sameUser[sameUser.indexOf(line) - 1];
  if (!earlier) return [];
  const distance = line.lineIndex - earlier.lineIndex;
  const where = distance === 1 ? 'the line above' : `the line ${distance} lines above`;
  const id = hasFeature(server, 'selectors') ? 'duplicate-refused' : 'duplicate-dropped';
  return [draft(id, name, { where, server: serverName(server) })];
}

function plainPasswords(rules: readonly Token[]): Draft[] {
  const plain = rules.filter((token) => /^[><]./s.test(token.value));
  return plain.map((at) => draft('plain-password', at, { sign: at.value.charAt(0) }));
}

function htmlEntities(rules: readonly Token[]): Draft[] {
  return rules.flatMap((at) => {
    const found = entityOf(at.value);
    return found ? [draft(found.meaning === '&' ? 'html-channel' : 'html-password', at, found)] : [];
  });
}
