// The library: an ES module that hands dist/index.cjs on, and a declaration file which needs no other package.
import { readFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import ts from 'typescript';

/** @param {URL} root @returns {Promise<Record<string, string>>} file name → text */
export async function library(root) {
  const declarations = await declarationFile(root);
  const names = [...declarations.matchAll(/^export declare (?:function|const) (\w+)/gm)].map(([, name]) => name);
  return {
    'index.js': `import library from './index.cjs';\nexport const { ${names.join(', ')} } = library;\n`,
    'index.d.ts': declarations,
    'index.d.cts': declarations,
  };
}

/** The configuration's types from its schema, then the public types and functions, without their imports. */
async function declarationFile(root) {
  const schemas = new URL('schemas/', root);
  const schema = JSON.parse(await readFile(new URL('config.schema.json', schemas), 'utf8'));
  const config = await compile(schema, 'Config', {
    cwd: schemas.pathname,
    bannerComment: '',
    additionalProperties: false,
    format: false,
    ignoreMinAndMaxItems: true,
  });
  const files = ['src/base/position.ts', 'src/report/finding.ts', 'src/library/api.ts'];
  const types = (await Promise.all(files.map((file) => declarations(new URL(file, root))))).join('\n');
  const functions = await declarations(new URL('src/index.ts', root));
  const [about = ''] = /^\/\*\*[\s\S]*?\*\/\n/.exec(functions) ?? [];
  return [about, config, types.replace(/^\/\/.*\n/gm, ''), functions.slice(about.length)].join('\n');
}

async function declarations(file) {
  const { outputText, diagnostics } = ts.transpileDeclaration(await readFile(file, 'utf8'), {
    fileName: file.pathname,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, isolatedDeclarations: true, declaration: true, strict: true },
  });
  if (diagnostics?.length) throw new Error(ts.flattenDiagnosticMessageText(diagnostics[0].messageText, '\n'));
  return outputText.replace(/^(import|export type (\*|\{[^}]*\}) from) [^;]*;\n/gm, '').replace(/^export \{\};\n/m, '');
}
