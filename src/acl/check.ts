import { groupBy } from '../base/group-by.js';
import { type Directive, directivesIn } from '../redis-config/config-text.js';
import { directiveKnowledge, directivesOf } from '../redis-config/directives.js';
import { fromBytes, hasSpaceOrNul, type QuoteFault, type Token } from '../redis-config/tokens.js';
import { entityOf } from './entities.js';
import { isLookup, reportable } from './fault.js';
import { loginProblems } from './login.js';
import { columnsAfterPassword, faultSentence, quoteSentence } from './messages.js';
import { type AclProblem, type AclRuleId, type Draft, problem } from './problem.js';
import { applyRules } from './rules.js';
import {
  type AclFeature,
  type AclServer,
  featureSince,
  hasFeature,
  PRODUCTS,
  parseServer,
  type ServerOptions,
  serverName,
  startsWithAllChannels,
} from './server.js';
import { mayHoldPassword, showDirective, showName } from './show.js';

/** What is known beside the configuration text: the server, of the newest rules where its version is not readable. */
interface AclCheckOptions extends ServerOptions {
  /**
   * SHA-256 (hex) of the chart's password, which probes and replicas use as user `default`. Left out, a `user default`
   * line is not compared with it.
   */
  defaultPasswordSha256?: string | undefined;
}

/** What all lines share. */
interface Setting {
  readonly server: AclServer;
  /** The `acl-pubsub-default` lines. */
  readonly pubsubDefaults: readonly Directive[];
  /** Replicas log in as a user of their own (`masteruser`). */
  readonly ownReplicationUser: boolean;
  readonly defaultPasswordSha256: string | undefined;
  /** `acl-pubsub-default` at the end of the text; an earlier line may read another one. */
  readonly allChannels: boolean;
}

/**
 * What in a Redis configuration text keeps Redis from starting (a directive that it does not know, anything about ACL),
 * lets people in without the right password or keeps those with it out; in the order of the text.
 *
 * The verdict is that of a Redis that starts with this text (`test/acl/real-redis.test.ts` compares them), with the
 * chart's password as requirepass. Files that the text names (`include`, `aclfile`) are not read.
 */
export function checkAcl(text: string, options: AclCheckOptions = {}): AclProblem[] {
  const directives = directivesIn(text);
  const modules = directives.some((one) => one.name === 'loadmodule');
  const server = { ...parseServer(options), modules };
  const unknown = directives.flatMap((one) => versionProblem(one, server) ?? directiveProblem(one, server) ?? []);
  if (!hasFeature(server, 'acl')) return unknown;
  const pubsubDefaults = directives.filter((one) => one.name === 'acl-pubsub-default');
  const setting: Setting = {
    server,
    pubsubDefaults,
    ownReplicationUser: directives.some((one) => one.name === 'masteruser'),
    defaultPasswordSha256: options.defaultPasswordSha256?.toLowerCase(),
    allChannels: allChannelsBefore(pubsubDefaults, Number.POSITIVE_INFINITY, server),
  };
  const users = directives.filter((one) => one.name === 'user');
  const byName = groupBy(users, userName);
  const ofUsers = users.flatMap((line) => userProblems(line, byName.get(userName(line)) ?? [], setting));
  return [...unknown, ...aclfileProblems(directives, users), ...ofUsers].sort(
    (a, b) => a.lineIndex - b.lineIndex || a.startColumn - b.startColumn,
  );
}

/** Directives about ACL, and what a server needs to know them. */
const DIRECTIVE_FEATURES: ReadonlyMap<string, AclFeature> = new Map([
  ['user', 'acl'],
  ['aclfile', 'acl'],
  ['acl-pubsub-default', 'channels'],
]);

/** A server that does not know a directive does not start. */
function versionProblem(line: Directive, server: AclServer): AclProblem | undefined {
  const feature = DIRECTIVE_FEATURES.get(line.name);
  if (!feature || hasFeature(server, feature)) return undefined;
  const message = `\`${line.name}\` needs ${featureSince(feature)}, and the image is ${serverName(server)}, which does not start with it`;
  return problem(line, { rule: 'acl-redis-version', message, at: line.args.tokens[0], stops: 'yes' });
}

/** A line at which a server stops before it looks at users: it knows no such directive, or cannot split the line. */
function directiveProblem(line: Directive, server: AclServer): AclProblem | undefined {
  const { name, args } = line;
  if (name === 'user') return undefined;
  if (name === 'acl-pubsub-default') return pubsubDefaultProblem(line);
  const { fault } = args;
  if (fault) return problem(line, quoteDraft(fault, 'config-syntax', server));
  const knowledge = directiveKnowledge(name, server);
  // Redis keeps what has a dot for the modules that are loaded (`loadServerConfigFromString`).
  if (knowledge === 'known' || (server.modules && name.includes('.'))) return undefined;
  const { known } = directivesOf(server.product, server.release ?? Number.POSITIVE_INFINITY);
  const { text, hint, meant } = showDirective(args.tokens[0]?.value ?? '', known);
  // A newer server may know more: then only what looks misspelt is reported.
  if (knowledge === 'maybe' && hint === '') return undefined;
  const message = `${text} is no directive of ${serverName(server)}${hint}`;
  const stops = knowledge === 'unknown' ? 'yes' : 'maybe';
  return problem(line, { rule: meant === 'user' ? 'acl-syntax' : 'config-syntax', message, at: args.tokens[0], stops });
}

/** `createEnumConfig` in `config.c` since Redis 6.2: exactly one of two words. */
function pubsubDefaultProblem(line: Directive): AclProblem | undefined {
  const [directive, value, ...more] = line.args.tokens;
  const isWord = value !== undefined && /^(allchannels|resetchannels)$/i.test(value.value);
  if (isWord && more.length === 0 && !line.args.fault) return undefined;
  const message = '`acl-pubsub-default` takes `allchannels` or `resetchannels`, and nothing else';
  return problem(line, { rule: 'acl-syntax', message, at: value ?? directive, stops: 'yes' });
}

/** Whether new users have all channels, as far as the lines before `lineIndex` say. */
function allChannelsBefore(lines: readonly Directive[], lineIndex: number, server: AclServer): boolean {
  const said = lines.findLast((one) => one.lineIndex < lineIndex);
  if (said) return said.args.tokens[1]?.value.toLowerCase() === 'allchannels';
  return startsWithAllChannels(server);
}

function aclfileProblems(directives: readonly Directive[], users: readonly Directive[]): AclProblem[] {
  const line = directives.findLast((one) => one.name === 'aclfile');
  const at = line?.args.tokens[1];
  if (!line || !at || at.value === '') return [];
  const message =
    users.length > 0
      ? '`aclfile` and `user` lines are in the same configuration; Redis does not start with both'
      : '`aclfile` makes Redis ignore requirepass, the password of the chart: without a `user default` line in that file ' +
        'everybody gets in without a password, and without the file in the image Redis does not start';
  return [
    problem(
      line,
      users.length > 0 ? { rule: 'acl-aclfile', message, at, stops: 'yes' } : { rule: 'acl-open', message, at },
    ),
  ];
}

const userName = ({ args }: Directive): string => args.tokens[1]?.value ?? '';

/** @param sameUser all lines of this user, in the order of the text */
function userProblems(line: Directive, sameUser: readonly Directive[], setting: Setting): AclProblem[] {
  const [directive, name, ...rules] = line.args.tokens;
  const stopping = [
    ...(line.args.fault ? [quoteDraft(line.args.fault, 'acl-syntax', setting.server)] : []),
    ...nameProblems(directive, name, line.args.fault !== undefined),
  ];
  const drafts: Draft[] = [...stopping];
  if (name) {
    const { state, faults } = apply(line, rules, setting);
    drafts.push(...faults, ...duplicateProblems(line, name, sameUser, setting.server));
    const starts = stopping.length === 0 && !faults.some((one) => one.stops === 'yes');
    const counts = sameUser.at(-1) === line;
    if (starts && counts) drafts.push(...loginProblems({ name, rules, state, ...setting }));
  }
  drafts.push(...plainPasswords(rules), ...htmlEntities(rules));
  return drafts.map((draft) => problem(line, named(draft, name)));
}

/** Applies the rules as Redis does: once while it reads the line, once when it has read all lines. */
function apply(line: Directive, rules: readonly Token[], setting: Setting) {
  const { server } = setting;
  const reading = applyRules(rules, {
    server,
    allChannels: allChannelsBefore(setting.pubsubDefaults, line.lineIndex, server),
  });
  const loading = applyRules(rules, { server, allChannels: setting.allChannels });
  const { faults, state } = reading.faults.every(isLookup) ? loading : reading;
  // A password may also have been taken for the name.
  const afterPassword = columnsAfterPassword(line.args.tokens.slice(1), faults);
  const drafts = reportable(faults).map((found): Draft => {
    const message = faultSentence(found, afterPassword.has(found.start), server);
    return { rule: 'acl-syntax', message, at: found, stops: found.certain ? 'yes' : 'maybe' };
  });
  return { state, faults: drafts };
}

function quoteDraft(fault: QuoteFault, rule: AclRuleId, server: AclServer): Draft {
  const taken = PRODUCTS[server.product].takenQuoteFaults.includes(fault.reason);
  return { rule, message: quoteSentence(fault), at: fault, stops: taken ? 'maybe' : 'yes' };
}

function nameProblems(directive: Token | undefined, name: Token | undefined, cutShort: boolean): Draft[] {
  if (!name)
    return cutShort ? [] : [{ rule: 'acl-syntax', message: '`user` has no name', at: directive, stops: 'yes' }];
  if (!hasSpaceOrNul(name.value)) return [];
  return [{ rule: 'acl-syntax', message: 'a name cannot hold a space or NUL', at: name, stops: 'yes' }];
}

function duplicateProblems(line: Directive, name: Token, sameUser: readonly Directive[], server: AclServer): Draft[] {
  const earlier = sameUser[sameUser.indexOf(line) - 1];
  if (!earlier) return [];
  const distance = line.lineIndex - earlier.lineIndex;
  const where = distance === 1 ? 'the line above' : `the line ${distance} lines above`;
  const refuses = hasFeature(server, 'selectors');
  const effect = refuses
    ? `${serverName(server)} does not start with both`
    : `${serverName(server)} drops that one silently`;
  const message = `${where} is for the same user; ${effect}`;
  return [{ rule: 'acl-duplicate-user', message, at: name, stops: refuses ? 'yes' : 'no' }];
}

function plainPasswords(rules: readonly Token[]): Draft[] {
  return rules
    .filter((token) => /^[><]./s.test(token.value))
    .map((at) => ({
      rule: 'acl-plain-password',
      message: `the password is here in clear text (\`${at.value.charAt(0)}…\`), readable for everybody who may read the ConfigMap`,
      at,
    }));
}

/** Rules copied from a web page: `&gt;secret` is no password for Redis but a channel pattern. */
function htmlEntities(rules: readonly Token[]): Draft[] {
  return rules.flatMap((at): Draft[] => {
    const found = entityOf(at.value);
    if (!found) return [];
    const { entity, meaning } = found;
    const effect =
      meaning === '&' ? 'a channel pattern other than the one meant' : 'a channel pattern, not for a password';
    const message = `\`${entity}\` is HTML for \`${meaning}\`: Redis takes the rule for ${effect}`;
    return [{ rule: 'acl-html-entity', message, at }];
  });
}

function named(draft: Draft, name: Token | undefined): Draft {
  if (!name) return draft;
  const known = { ...draft, message: `user ${showName(name.value)}: ${draft.message}` };
  return mayHoldPassword(name.value) ? known : { ...known, user: fromBytes(name.value) };
}
