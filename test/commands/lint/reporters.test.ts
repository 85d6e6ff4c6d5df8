import { build } from 'esbuild';
import t from 'tap';
import { FORMATS, reporters } from '../../../src/commands/lint/reporters.js';
import { CLEAN, CONTEXT } from '../../report/sample.js';

t.equal(FORMATS[0], 'text', 'the default comes first');

for (const format of FORMATS) {
  t.test(`${format} is loaded and ends its text with a line break`, async (t) => {
    const reporter = await reporters[format]();
    t.match(reporter(CLEAN, CONTEXT), /\S\n$/u);
  });
}

t.test('a library is loaded with its own format only', async (t) => {
  const { metafile } = await build({
    entryPoints: ['src/commands/lint/reporters.ts'],
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
    ['../commands/lint/reporters', []],
    ['text', ['get-east-asian-width', 'string-width', 'strip-ansi', 'wrap-ansi']],
    ['json', []],
    ['sarif', []],
    ['junit', ['fast-xml-builder', 'xml-naming']],
    ['github', []],
  ];
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
  t.strictSame(shared, [], 'and no two share one');
});
