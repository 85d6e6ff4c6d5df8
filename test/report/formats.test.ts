import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import t from 'tap';
import { FILE_FORMATS } from '../../src/report/formats.js';
import { inProject } from '../helpers/project.js';
import { CLEAN, CONTEXT } from './sample.js';

t.equal(Object.keys(FILE_FORMATS)[0], 'text', 'the default comes first');

for (const [format, load] of Object.entries(FILE_FORMATS)) {
  t.test(`${format} is loaded and ends its text with a line break`, async (t) => {
    const reporter = await load();
    t.match(reporter(CLEAN, CONTEXT), /\S\n$/u);
  });
}

for (const page of ['lint.md', 'lint.ko.md']) {
  t.test(`docs/${page} has a row for each format`, async (t) => {
    const rows = readFileSync(inProject('docs', page), 'utf8').matchAll(/^\| `(\w+)`.*\|$/gm);
    t.strictSame(
      Array.from(rows, ([, format]) => format),
      Object.keys(FILE_FORMATS),
    );
  });
}

t.test('a library is loaded with its own format only', async (t) => {
  const { metafile } = await build({
    entryPoints: ['src/report/formats.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  const chunks = Object.values(metafile.outputs);
  const libraryOf = (inputs: object) =>
    [...new Set(Object.keys(inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1]))].filter(
      Boolean,
    );
  const librariesOf = (entry: string) =>
    chunks.filter((chunk) => chunk.entryPoint === entry).flatMap((chunk) => libraryOf(chunk.inputs));
  // module → libraries it brings
  const cases: [string, string[]][] = [
    ['formats', []],
    ['text', ['get-east-asian-width', 'string-width', 'strip-ansi', 'wrap-ansi']],
    ['json', []],
    ['sarif', []],
    ['junit', ['fast-xml-builder', 'xml-naming']],
    ['github', []],
  ];
  t.same(
    cases.slice(1).map(([module]) => module),
    Object.keys(FILE_FORMATS),
    'each format',
  );
  for (const [module, expected] of cases) {
    const libraries = librariesOf(`src/report/${module}.ts`);
    t.strictSame(
      expected.filter((name) => !libraries.includes(name)),
      [],
      module,
    );
    if (expected.length === 0) t.strictSame(libraries, [], `${module} needs none`);
  }
  const shared = chunks.filter((chunk) => chunk.entryPoint === undefined).flatMap((chunk) => libraryOf(chunk.inputs));
  t.strictSame(shared, ['fastest-levenshtein'], 'and no two share one, but for what texts are made with');
});
