import type { QuoteFault, Token } from '../redis-config/tokens.js';
import { newestKnownRelease } from './commands.js';
import type { FaultKind, PlacedFault } from './fault.js';
import { type AclServer, featureSince, hasFeature, PRODUCTS, serverName } from './server.js';
import { lookalike, showRule } from './show.js';

/** What a sentence is made of. */
interface Context {
  readonly found: PlacedFault;
  readonly server: AclServer;
  /** The rule in back quotes, or `this word`. */
  readonly rule: string;
  /** The rule is not shown to its end. */
  readonly isCut: boolean;
  /** Empty, or `, did you mean …?`. */
  readonly hint: string;
  /** The rule comes right after a password, perhaps as a part of it. */
  readonly followsPassword: boolean;
}

const SENTENCES: Readonly<Record<FaultKind, (context: Context) => string>> = {
  'unknown-rule': unknownRule,
  'not-in-selector': ({ rule }) => `${rule} cannot be within \`( )\`, which is for commands, keys and channels`,
  'later-rule': ({ found, rule, server }) =>
    `${rule} needs ${featureSince(found.feature ?? 'acl')}, and the image is ${serverName(server)}`,
  'bad-hash': ({ found, rule }) => badHash(found.op, rule),
  'no-such-password': ({ rule }) => `${rule} removes a password which no rule before it adds`,
  'bad-permission': ({ rule }) => `${rule} is not \`%R~\`, \`%W~\` or \`%RW~\` and a pattern`,
  'space-in-pattern': ({ rule }) => `the pattern ${rule} holds a space`,
  'after-all-keys': ({ rule }) => `${rule} comes after \`~*\` or \`allkeys\`, which allows every key already`,
  'after-all-channels': ({ rule, server }) =>
    hasFeature(server, 'noChannelsByDefault')
      ? `${rule} comes after \`&*\`, \`allchannels\` or \`acl-pubsub-default allchannels\`, which allow every channel already`
      : `${rule} needs \`resetchannels\` before it: ${serverName(server)} gives new users every channel`,
  'unknown-command': (context) =>
    hasFeature(context.server, 'selectors') || !/^-.*\|/.test(context.found.op)
      ? unknownName(context, 'command')
      : `${context.rule}: ${serverName(context.server)} cannot take single subcommands away`,
  'unknown-category': (context) => unknownName(context, 'command category'),
  'argument-of-subcommand': ({ rule }) =>
    `${rule} limits a subcommand to an argument, which only whole commands can be`,
  'empty-subcommand': ({ rule }) => `${rule} has nothing after the bar`,
  'already-allowed': ({ rule, server }) =>
    `${rule} comes after the whole command was allowed, which ${serverName(server)} does not take`,
  'unclosed-selector': ({ rule }) => `${rule} opens a selector which no later argument closes with \`)\``,
};

const QUOTE_PASSWORD = 'a password with a space in it needs double quotes around the rule';

function unknownRule({ found, rule, hint, followsPassword }: Context): string {
  const odd = lookalike(found.op);
  if (odd !== undefined) return `${rule} holds ${odd}, which Redis takes for a letter`;
  if (hint !== '') return `${rule} is no ACL rule${hint}`;
  if (followsPassword) return `what follows the password is no ACL rule: ${QUOTE_PASSWORD}`;
  return `${rule} is no ACL rule${rule.startsWith('`') ? '' : ' (a password has `>` before it)'}`;
}

function badHash(op: string, rule: string): string {
  if (op === '#') return `${rule} begins no comment: Redis knows none at the end of a line`;
  if (/^.[0-9A-F]{64}$/i.test(op)) return `the hash in ${rule} has capital letters, Redis takes only a to f and digits`;
  const sentence = `${rule} is no hash of 64 digits and letters a to f`;
  return op.startsWith('#') ? `${sentence}, and no comment either: Redis knows none at the end of a line` : sentence;
}

function unknownName({ found, rule, isCut, hint, server }: Context, what: string): string {
  const product = PRODUCTS[server.product].name;
  const where = found.certain
    ? `of ${serverName(server)}`
    : `up to ${product} ${newestKnownRelease(server)}, the newest one this check knows`;
  return `${rule} names no ${what} ${where}${hint || (isCut ? `; ${QUOTE_PASSWORD}` : '')}`;
}

/** One clause about a fault, without the user's name. */
export function faultSentence(found: PlacedFault, followsPassword: boolean, server: AclServer): string {
  const { text, meant } = showRule(found.op, followsPassword);
  const hint = meant === undefined ? '' : `, did you mean \`${meant}\`?`;
  const isCut = text?.endsWith('…`') === true;
  const rule = isCut && followsPassword ? `${text} after the password` : (text ?? 'this word');
  return SENTENCES[found.kind]({ found, server, followsPassword, rule, isCut, hint });
}

/** One clause about quotes that do not match. */
export function quoteSentence(quotes: QuoteFault): string {
  return quotes.reason === 'unclosed'
    ? 'a quote is never closed; a quote within an argument must be in quotes of the other kind'
    : 'a closing quote must be followed by a space';
}

/**
 * The columns at which a rule may be the rest of a password with a space in it: those right after a password, and
 * those after them as long as they are no good rules.
 */
export function columnsAfterPassword(tokens: readonly Token[], faults: readonly PlacedFault[]): Set<number> {
  const columns = new Set<number>();
  let open = false;
  for (const token of tokens) {
    if (open) columns.add(token.start);
    const isPassword = /^[><]/.test(token.value);
    const isFaulty = faults.some((one) => one.start >= token.start && one.start < token.end);
    open = isPassword || (open && isFaulty);
  }
  return columns;
}
