import { diffArrays } from 'diff';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { run } from '../../helpers/fake-io.js';
import { fc, runs } from '../../helpers/properties.js';
import * as expected from './oracle.js';
import { configText, render } from './render.js';
import { type Shape, shape } from './shape.js';
import type { Dialect } from './writer.js';

// Charts nobody has released yet: each run writes a rendering of a random shape in a random style, post-renders it and
// compares with what the shape says must come out. `PROPERTY_RUNS=30 node scripts/test.mjs test/yaml/shapes` looks longer.

const RUNS = runs(50);
const PASSWORD = 'orchid-9 of the "north"';
const env = { REDIS_HOSTPORT_ACL_PASSWORD: PASSWORD };

const dialect: fc.Arbitrary<Dialect> = fc.record({
  helm: fc.constantFrom(3 as const, 4 as const),
  eol: fc.constantFrom('\n' as const, '\n' as const, '\n' as const, '\r\n' as const),
  noisy: fc.boolean(),
});

const rendering = fc
  .tuple(shape, dialect, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }))
  .map(([one, style, numbers]) => {
    let at = 0;
    const pick = (choices: number): number => ((numbers[at++ % numbers.length] ?? 0) + at) % choices;
    return { shape: one, style, ...render(one, style, pick) };
  });

interface Documented {
  kind: string;
  metadata: { name: string };
  [key: string]: unknown;
}

/** Read as Kubernetes reads, by the YAML library alone. */
function read(text: string): Documented[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: false }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${document.errors[0]?.message} in\n${text}`);
    return document.toJS() as Documented;
  });
}

const documentTexts = (text: string): string[] => text.split(/^(?=---\r?$)/m);

async function check(
  property: (
    input: { shape: Shape; style: Dialect; stream: string },
    outcome: Awaited<ReturnType<typeof run>>,
  ) => void | Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(rendering, async (input) => {
      const outcome = await run([], { stdin: input.stream, env });
      try {
        await property(input, outcome);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${outcome.err}\n${input.stream}`);
      }
    }),
    { numRuns: RUNS },
  );
}

function same(found: unknown, wanted: unknown, what: string): void {
  const [a, b] = [found, wanted].map((one) => JSON.stringify(one));
  if (a !== b) throw new Error(`${what}\n  is ${a}\n  not ${b}`);
}

t.test('the writer writes what the shape says', async (t) => {
  let read3 = 0;
  await check(({ shape, stream, style }) => {
    const documents = read(stream).filter((one) => one !== null);
    const [statefulSet] = documents.filter(({ kind }) => kind === 'StatefulSet') as [
      Documented & { spec: { replicas: number } },
    ];
    same(statefulSet.spec.replicas, shape.replicas, 'replicas');
    const config = documents.find(({ metadata }) => metadata.name.endsWith('-default'))?.data as Record<string, string>;
    same(config['redis-default.conf'], configText(shape), 'the configuration file');
    if (style.helm === 3) read3++;
  });
  t.ok(read3 > RUNS / 4 && read3 < RUNS, 'both dialects');
});

t.test('the result is what the shape says, or refused where it could never start', async (t) => {
  let refused = 0;
  await check(({ shape, stream }, { code, out, err }) => {
    if (expected.isDeadlock(shape)) {
      refused++;
      if (code !== 2 || out !== '' || !err.includes('would never start')) throw new Error('not refused');
      return;
    }
    if (code !== 0) throw new Error('refused');
    assertResult(shape, read(stream), read(out));
  });
  t.ok(refused > 0, 'some were refused');
});

t.test('what is not targeted keeps its bytes, and no other line is lost', async (t) => {
  let lines = 0;
  await check(({ shape, stream }, { code, out }) => {
    if (code !== 0) return;
    const [before, after] = [documentTexts(stream), documentTexts(out)];
    same(after.length, before.length, 'documents');
    for (const [index, document] of before.entries()) {
      if (!/kind: StatefulSet|redis-default\.conf/.test(document) && after[index] !== document)
        throw new Error(`changed:\n${document}`);
    }
    const allowed = expected.mayBeLost(shape);
    const [from, to] = [stream.split(/\r?\n/), out.split(/\r?\n/)];
    const lost = diffArrays(from, to).flatMap(({ removed, value }) => (removed ? value : []));
    const [surprise] = lost.filter((line) => !allowed.some((pattern) => pattern.test(line)));
    if (surprise !== undefined) throw new Error(`lost: ${JSON.stringify(surprise)}\n${out}`);
    lines += from.length;
  });
  t.ok(lines > RUNS * 30, `${lines} lines looked for`);
});

t.test('a second run gives the same bytes', async (t) => {
  let done = 0;
  await check(async (_, { code, out }) => {
    if (code !== 0) return;
    const again = await run([], { stdin: out, env });
    if (again.out !== out) throw new Error(`${again.err} differs from\n${out}`);
    done++;
  });
  t.ok(done > RUNS / 2);
});

t.test('the password is in no output and no message', async (t) => {
  await check((_, { out, err }) => {
    if (out.includes('orchid') || err.includes('orchid')) throw new Error('it is');
  });
  t.end();
});

/** The result is the input with the expected changes and no other. */
function assertResult(shape: Shape, before: Documented[], after: Documented[]): void {
  for (const [index, document] of before.entries()) {
    const result = after[index] ?? document;
    if (document?.kind === 'StatefulSet')
      same(sorted(result), sorted(changedStatefulSet(shape, document)), 'the StatefulSet');
    else if (document?.metadata?.name.endsWith('-default')) {
      const text = expected.expectedConfig(configText(shape), expected.userLine(PASSWORD));
      same(result, { ...document, data: { 'redis-default.conf': text } }, 'the configuration');
    } else same(result, document, 'another document');
  }
}

function changedStatefulSet(shape: Shape, document: Documented): unknown {
  // biome-ignore lint/suspicious/noExplicitAny: the shape of what the writer wrote
  const value = structuredClone(document) as any;
  const { spec } = value;
  if (shape.policy !== undefined) spec.podManagementPolicy = expected.expectedPolicy(shape);
  const pod = spec.template.spec;
  for (const container of pod.containers) {
    for (const port of container.ports) if (port.name.startsWith('tcp-redis')) port.hostPort = port.containerPort;
  }
  const required = expected.expectedRequired(shape);
  pod.affinity = {
    ...pod.affinity,
    nodeAffinity: {
      ...(required === undefined ? {} : { requiredDuringSchedulingIgnoredDuringExecution: required }),
      preferredDuringSchedulingIgnoredDuringExecution: expected.expectedTerms(shape),
    },
  };
  if (expected.rolls(shape)) {
    const sum = 'redis-hostport/checksum-acl';
    const annotations = spec.template.metadata.annotations ?? {};
    spec.template.metadata.annotations = { ...annotations, [sum]: 'any' };
  }
  return value;
}

/** Keys in order, the ACL checksum by its name only: how it is made is nobody's promise. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, key === 'redis-hostport/checksum-acl' ? typeof one === 'string' : sorted(one)]),
  );
}
