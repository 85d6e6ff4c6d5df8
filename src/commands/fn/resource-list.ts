import { HostportError } from '../../base/errors.js';
import { at } from '../../json/at.js';
import { isObject, type JsonObject } from '../../json/values.js';
import { Manifest } from '../../kubernetes/manifest.js';
import type { Parsed } from '../../yaml/read/document.js';
import { nodeAt } from '../../yaml/read/locate.js';
import { parse } from '../../yaml/read/parse.js';
import type { Stream } from '../../yaml/read/split.js';

/** A list of Kubernetes objects as an orchestrator of KRM functions sends it. */
export interface ResourceList {
  /** The document the list is. */
  parsed: Parsed;
  /** Its items, in order. */
  items: readonly Manifest[];
  functionConfig: JsonObject | undefined;
}

/**
 * Reads a ResourceList (KRM Functions Specification v1 and its betas), or a plain List.
 *
 * @throws HostportError `input` for anything else
 */
export function readResourceList({ documents, file }: Stream): ResourceList {
  const parsedDocuments = documents.map(parse).filter(({ value }) => value !== null);
  const [parsed] = parsedDocuments;
  const value = parsed?.value;
  const kind = at(value, 'kind');
  if (!parsed || parsedDocuments.length > 1 || !isObject(value) || !String(kind).endsWith('List')) {
    throw new HostportError('input', 'standard input is no ResourceList', {
      position: { file },
      remedy:
        '`redis-hostport fn` is for kustomize and kpt, which send one. For what Helm renders call `redis-hostport` alone.',
    });
  }
  const { items, functionConfig } = value;
  return {
    parsed,
    items: Array.isArray(items) ? items.map((item, index) => itemManifest(parsed, item, index)) : [],
    functionConfig: isObject(functionConfig) ? functionConfig : undefined,
  };
}

/** An item as a manifest whose places are those in the list. */
function itemManifest(list: Parsed, value: unknown, index: number): Manifest {
  const { document } = list;
  return new Manifest(document, { document, root: nodeAt(list, ['items', index]) ?? null, value });
}
