import type { Outcome } from './load.js';

/** What run.ts writes; results.json holds the runs that docs/clients.md is made from. */
export interface Results {
  redis: string;
  /** In milliseconds. */
  nodeTimeout: number;
  clients: Readonly<Record<string, Readonly<Record<string, Outcome>>>>;
}

/** The words of one language. */
export interface Words {
  client: string;
  /** The columns' titles, by fault, in their order. */
  faults: Readonly<Record<string, string>>;
  longest: string;
  /** The longest call while no node is there. */
  all: string;
  never: string;
  none: string;
}

/** Faults in which a call can wait for a server that says nothing. */
const SILENT = ['kill', 'hang', 'power', 'password'];

/** By client: seconds from the fault to the start of the last command that failed, and the longest call. */
export function clientsTable({ clients }: Results, words: Words): string {
  const seen = new Set(Object.values(clients).flatMap((faults) => Object.keys(faults)));
  const columns = Object.keys(words.faults).filter((fault) => seen.has(fault));
  const head = [words.client, ...columns.map((fault) => words.faults[fault]), words.longest];
  const rows = Object.entries(clients).map(([name, faults]) => {
    const longest = Math.max(...SILENT.map((fault) => faults[fault]?.longest ?? 0));
    const cells = columns.map((fault) => cell(faults[fault], words));
    return [name, ...cells, seconds(longest), ...(seen.has('all') ? [seconds(faults.all?.longest ?? 0)] : [])];
  });
  const all = seen.has('all') ? [words.all] : [];
  const lines = [[...head, ...all], ['---', ...[...columns, '', ...all].map(() => '--:')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(outcome: Outcome | undefined, { never, none }: Words): string {
  if (!outcome) return '';
  if (outcome.lastFailure === null) return `**${never}**`;
  return outcome.failed === 0 ? none : String(Math.ceil(outcome.lastFailure));
}

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
