import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import ts from 'typescript';
import { inProject } from './helpers/project.js';

/** The names that a file declares and exports; what it re-exports is not among them. */
function declaredIn(path: string): string[] {
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return statements
    .filter(
      (one) =>
        ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    )
    .flatMap((one) => {
      if (ts.isVariableStatement(one))
        return one.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : ''));
      const { name } = one as ts.DeclarationStatement;
      return name && ts.isIdentifier(name) ? [name.text] : [];
    });
}

t.test('no two files of src/ export a name of their own: one name is one thing', async (t) => {
  const folder = inProject('src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    // What is generated for a schema has the names that the generator gives.
    (name) => name.endsWith('.ts') && !name.startsWith('generated'),
  );
  const places = new Map<string, string[]>();
  for (const file of files) {
    for (const name of declaredIn(join(folder, file))) places.set(name, [...(places.get(name) ?? []), file]);
  }
  const twice = [...places].filter(([, where]) => new Set(where).size > 1);
  t.same(Object.fromEntries(twice), {});
});
