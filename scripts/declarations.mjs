// The library's types: what TypeScript declares of src/index.ts and of the modules it names.
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { inProject } from './project.mjs';

const SOURCES = inProject('src');

/** @returns {Record<string, string>} file name → text, `index.d.ts` and what it imports */
export function declarations() {
  const { config } = ts.readConfigFile(inProject('tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, inProject());
  // `npm run check` is where types are checked.
  const emitting = {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    noCheck: true,
    rootDir: SOURCES,
  };
  const program = ts.createProgram([join(SOURCES, 'index.ts')], { ...emitting, outDir: SOURCES });
  /** @type {Record<string, string>} */
  const emitted = {};
  program.emit(undefined, (file, text) => {
    emitted[relative(SOURCES, file)] = text;
  });
  return Object.fromEntries(reached(emitted, 'index.d.ts').map((name) => [name, emitted[name] ?? '']));
}

/**
 * @param {Record<string, string>} texts
 * @param {string} first
 * @returns {string[]} a declaration file and those that it imports, and so on
 */
function reached(texts, first) {
  const names = [first];
  // The list grows while it is walked.
  for (const name of names) {
    const text = texts[name];
    if (text === undefined) throw new Error(`${name} is not declared, but the library's types need it`);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const imported = join(dirname(name), fileName).replace(/\.js$/, '.d.ts');
      if (!names.includes(imported)) names.push(imported);
    }
  }
  return names;
}
