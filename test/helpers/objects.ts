import { parseAllDocuments } from 'yaml';

/** A Kubernetes object of an output; tests look into it by name. */
// biome-ignore lint/suspicious/noExplicitAny: what a test reads is what it asserts.
export type Anything = any;

/** The objects of a stream, in its order, without its empty documents: read by `yaml`, not by what is tested. */
export function objectsIn(text: string): Anything[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: false }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() ?? [];
  });
}

/** Objects by `KIND NAME`. */
export function byName(objects: readonly Anything[]): Record<string, Anything> {
  return Object.fromEntries(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
}
