import t from 'tap';
import { HostportError } from '../../src/base/errors.js';
import { isEqual } from '../../src/json/values.js';
import { edit } from '../../src/yaml/edit/edit.js';
import { parse } from '../../src/yaml/read/parse.js';
import { split } from '../../src/yaml/read/split.js';
import { fc, runs } from '../helpers/properties.js';
import { decorated, patched, prepared, steps } from '../yaml/edit/edits.js';
import { oddDocuments, oddEdits, shown } from '../yaml/judged.js';
import { damaged, edited, lined, pieced, plainScalars, realChanges, styled, written } from './documents.js';
import { type GoReader, noGo, type Reading, startGo } from './go.js';

// Our reader and our edits, judged by the libraries with which Kubernetes, Helm and kustomize read.
// `PROPERTY_SEED=7 PROPERTY_RUNS=10 node scripts/test.mjs test/go` looks further.

// Builds a program first, which takes a minute where Go has not compiled its packages yet.
t.setTimeout(600_000);

const SEED = Number(process.env.PROPERTY_SEED ?? fc.readConfigureGlobal()?.seed ?? 1);

/** What we read, as JSON has it, or why not. */
function ours(text: string): Reading & { offset?: number } {
  try {
    const { value } = parse({ file: 'x', firstLine: 1, text });
    return { value: JSON.parse(JSON.stringify(value)) };
  } catch (error) {
    if (!(error instanceof HostportError) || error.code !== 'input') throw error;
    const { line = 1, column = 1 } = error.position ?? {};
    const offset =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length +
      Number(line > 1) +
      column -
      1;
    return { error: error.message, offset };
  }
}

interface Exception {
  name: string;
  why: string;
  holds: (text: string, mine: Reading & { offset?: number }, kubernetes: Reading) => boolean;
}

/** Where we differ from Go on purpose. */
const EXCEPTIONS: readonly Exception[] = [
  {
    name: 'nested more than 1000 levels deep',
    why: 'Go stops at 10,000 (scannerc.go). No object of Kubernetes comes near, and our own functions call themselves.',
    holds: (_, mine) => mine.error?.includes('levels deep') === true,
  },
  {
    name: 'directives',
    why: '`%YAML` and `%TAG` change what follows for other readers than go-yaml, which looks at no version; no template writes one.',
    holds: (_, mine) => mine.error?.includes('directives are not read') === true,
  },
  {
    name: 'what comes after a document',
    why:
      'go-yaml 2 reads one node and leaves out the rest of the text without a word (parserc.go: a document ends where the ' +
      'next token is not part of it). We refuse: an edit would carry along what nobody reads.',
    holds: (text, mine, kubernetes) =>
      mine.error !== undefined &&
      kubernetes.error === undefined &&
      isBeginning(text, mine.offset ?? 0, kubernetes.value),
  },
  {
    name: 'keys that are one in JSON',
    why: 'To go-yaml 2 a plain `1` and a quoted one are two keys; which of them JSON gets is left to the order of a Go map.',
    holds: (text, mine, kubernetes) =>
      mine.error === undefined &&
      kubernetes.error === undefined &&
      hasKeysOfTwoTypes(text, mine.value, kubernetes.value),
  },
  {
    name: 'a value that is overwritten',
    why: 'Go refuses `.nan` and the key `null` when it makes JSON of the value: what a later equal key replaces is gone by then.',
    holds: (_, mine, kubernetes) =>
      /no such number|cannot be a key/.test(mine.error ?? '') && kubernetes.error === undefined,
  },
  {
    name: 'a byte order mark in a text',
    why:
      'go-yaml skips one at the start of a line and looks for it at the start of its buffer instead (yamlprivateh.go, `is_bom` ' +
      'leaves out the index): where 512 bytes end after one, the first character of the next line is lost. What we write ' +
      'has an escape instead.',
    holds: (text) => text.includes('\ufeff', 1),
  },
];

/** Whether Go's value is that of a beginning of the text. */
function isBeginning(text: string, offset: number, value: unknown): boolean {
  for (let end = Math.min(offset + 1, text.length); end >= 0; end--) {
    const mine = ours(text.slice(0, end));
    if (mine.error === undefined && isEqual(mine.value, value)) return true;
    // The exception of a value that is overwritten, in what Go has read.
    if (mine.error?.includes('no such number')) return true;
  }
  return false;
}

function hasKeysOfTwoTypes(text: string, mine: unknown, go: unknown): boolean {
  const names = (value: unknown): string =>
    JSON.stringify(value, (_, one) =>
      typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.keys(one).sort() : one,
    );
  return /(?:^|[\s{,?])['"]?[-+.\w]+['"]?\s*:/.test(text) && names(mine) === names(go);
}

type Judged = { how: 'same' | 'refused by both' } | { how: 'exception'; name: string } | { how: 'different' };

function judged(text: string, kubernetes: Reading): Judged {
  const mine = ours(text);
  if (mine.error !== undefined && kubernetes.error !== undefined) return { how: 'refused by both' };
  if (mine.error === undefined && kubernetes.error === undefined && isEqual(mine.value, kubernetes.value))
    return { how: 'same' };
  const exception = EXCEPTIONS.find(({ holds }) => holds(text, mine, kubernetes));
  return exception ? { how: 'exception', name: exception.name } : { how: 'different' };
}

/** Takes away what the difference does not need: lines, then characters. */
async function reduced(text: string, isDifferent: (text: string) => Promise<boolean>): Promise<string> {
  let all = text;
  for (const parts of [(one: string) => one.split(/(?<=\n)/), (one: string) => [...one]]) {
    for (let index = 0; index < parts(all).length; ) {
      const less = parts(all)
        .filter((_, place) => place !== index)
        .join('');
      if (await isDifferent(less)) all = less;
      else index++;
    }
  }
  return all;
}

let go: GoReader;

t.test('Go', { skip: noGo }, async (t) => {
  t.setTimeout(600_000);
  go = await startGo();
  t.teardown(() => go.close());
  t.comment(`seed ${SEED}`);

  // kind of document            how many
  const SOURCES = [
    ['written by a library', written, 1200],
    ['in any style', styled, 1500],
    ['of pieces', pieced, 1700],
    ['of lines', lined, 1700],
    ['real ones, damaged', damaged, 1700],
    ['plain scalars', plainScalars, 1300],
  ] as const;

  for (const [index, [what, documents, count]] of SOURCES.entries()) {
    t.test(`documents: ${what}`, async (t) => {
      const streams = fc.sample(documents, { numRuns: runs(count), seed: SEED + index });
      const texts = streams.flatMap(documentsOf);
      const counts = new Map<string, number>();
      const readings = await go.read(texts);
      for (const [place, text] of texts.entries()) {
        const kubernetes = readings[place]?.kubernetes;
        if (!kubernetes) throw new Error('Go has not answered');
        const result = judged(text, kubernetes);
        const name = result.how === 'exception' ? `exception: ${result.name}` : result.how;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (result.how !== 'different') continue;
        const small = await reduced(text, async (one) => {
          const [reading] = await go.read([one]);
          return reading !== undefined && judged(one, reading.kubernetes).how === 'different';
        });
        const [reading] = await go.read([small]);
        t.fail(
          `${JSON.stringify(small)}\n  we: ${JSON.stringify(ours(small))}\n  Go: ${JSON.stringify(reading?.kubernetes)}`,
        );
        if (++failures > 20) break;
      }
      t.comment([...counts].map(([name, number]) => `${name}: ${number}`).join(', '));
      t.ok((counts.get('same') ?? 0) > texts.length / 10, 'many are read');
    });
  }

  t.test('each exception is one', async (t) => {
    // exception                        text
    const SAMPLES = [
      ['what comes after a document', '[]b: '],
      ['directives', '%YAML 1.1\n--- x\n'],
      ['what comes after a document', '"a" b\n'],
      ['what comes after a document', '"\n"a'],
      ['what comes after a document', '"\n"\'\''],
      ['what comes after a document', 'a: 1\n...\nb: [\n'],
      ['a value that is overwritten', 'a: .nan\na: 1\n'],
      ['a value that is overwritten', 'a:\n  null: 1\na: 1\n'],
    ] as const;
    for (const [name, text] of SAMPLES) {
      const [reading] = await go.read([text]);
      t.same(reading && judged(text, reading.kubernetes), { how: 'exception', name }, text);
    }
  });

  t.test('documents one by one', async (t) => {
    for (const [text, value] of oddDocuments) {
      const [reading] = await go.read([text]);
      t.same(reading?.kubernetes.value, value, `Go: ${shown(text)}`);
      t.same(ours(text).value, value, `we: ${shown(text)}`);
    }
  });

  t.test('edits one by one', async (t) => {
    for (const [text, operation, after] of oddEdits) {
      const [old, fresh] = await go.read([text, after]);
      t.same(fresh?.kubernetes.value, patched(old?.kubernetes.value, [operation]), shown(after));
    }
  });

  t.test('edits: the result is to Go what the operations make of what Go read before', async (t) => {
    const cases = fc
      .sample(fc.tuple(decorated, steps), { numRuns: runs(1500), seed: SEED })
      .concat(fc.sample(fc.tuple(edited, steps), { numRuns: runs(500), seed: SEED }))
      .flatMap(([text, changes]) => attempted(() => prepared(text, changes)) ?? []);
    const changes = [...cases, ...realChanges(runs(100), SEED)];
    const before = await go.read(changes.map(({ parsed }) => parsed.document.text));
    const results = changes.map(({ parsed, target }) => attempted(() => edit(parsed, target)));
    const after = await go.read(results.map((text) => text ?? ''));
    let done = 0;
    let unlike = 0;
    for (const [place, { parsed, operations }] of changes.entries()) {
      const [old, fresh, result] = [before[place], after[place], results[place]];
      if (!old || !fresh || result === undefined || old.kubernetes.error !== undefined) continue;
      done++;
      // kyaml (go-yaml 3) takes `yes` for a text and `2026-01-01` for a time. What is written again is written as Kubernetes
      // reads it, so kyaml is a judge of what both read alike before.
      const alike = isEqual(old.kubernetes.value, old.kyaml.value);
      if (!alike) unlike++;
      for (const [name, read, now] of [
        ['Kubernetes', old.kubernetes, fresh.kubernetes],
        ['kyaml', old.kyaml, fresh.kyaml],
      ] as const) {
        if (read.error !== undefined || (name === 'kyaml' && !alike)) continue;
        const wanted = attempted(() => patched(read.value, operations));
        if (wanted === undefined && name === 'kyaml') continue;
        if (isEqual(JSON.parse(JSON.stringify(wanted ?? null)), now.value ?? null)) continue;
        t.fail(
          `${name}: ${JSON.stringify(parsed.document.text)}\n  ${shown(operations)}\n  ${shown(result)}\n  ${shown(now)}`,
        );
        if (++failures > 20) return;
      }
    }
    t.comment(`${done} edits of ${changes.length}, ${unlike} read otherwise by kyaml before`);
    t.ok(unlike < done / 2, 'kyaml judges most of them');
    t.ok(done > changes.length * 0.8, `${done} of ${changes.length}`);
  });
});

let failures = 0;

/** Undefined where it cannot be done, which is said as an error of ours. */
function attempted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof HostportError) return undefined;
    throw error;
  }
}

function documentsOf(stream: string): string[] {
  return attempted(() => split(Buffer.from(stream), 'x').documents.map(({ text }) => text)) ?? [];
}
