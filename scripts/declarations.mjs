// The library's types: what TypeScript declares of src/index.ts and of the modules that this names.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { inProject } from './project.mjs';

/** @returns {Promise<Record<string, string>>} file name → text, `index.d.ts` and what it imports */
export async function declarations() {
  /** @type {Record<string, string>} */
  const declared = {};
  const names = ['index'];
  // The list grows while it is walked.
  for (const name of names) {
    const text = await declarationOf(`${name}.ts`);
    declared[`${name}.d.ts`] = text;
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const imported = join(dirname(name), fileName).replace(/\.js$/, '');
      if (!names.includes(imported)) names.push(imported);
    }
  }
  return declared;
}

/**
 * Of a file by itself, as `isolatedDeclarations` has it: what it exports says its types, so that no other file has to be read.
 * `npm run check` is where types are checked.
 *
 * @param {string} file
 */
async function declarationOf(file) {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(inProject('src', file), 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, strict: true },
  });
  const [first] = diagnostics;
  if (first) throw new Error(`src/${file}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`);
  return outputText;
}
