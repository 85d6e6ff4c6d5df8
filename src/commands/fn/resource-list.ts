import { failure } from '../../base/errors.js';
import { at, listAt } from '../../json/at.js';
import { isObject, type JsonObject } from '../../json/values.js';
import { Manifest } from '../../kubernetes/manifest.js';
import { edit } from '../../yaml/edit/edit.js';
import type { Parsed } from '../../yaml/read/document.js';
import { parse } from '../../yaml/read/parse.js';
import type { Stream } from '../../yaml/read/split.js';

/** A list of Kubernetes objects as an orchestrator of KRM functions sends it. */
export interface ResourceList {
  /** The document the list is. */
  parsed: Parsed;
  value: JsonObject;
  /** Its items, in order, and those of lists among them. */
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
    throw failure('no-resource-list', {}, { position: { file } });
  }
  const whole = new Manifest(parsed.document, parsed);
  const items = whole.objects.filter((one) => one !== whole);
  return { parsed, value, items, functionConfig: isObject(value.functionConfig) ? value.functionConfig : undefined };
}

/** The list's text with another value, and with more results than those of functions before this one. */
export function withResults({ parsed }: ResourceList, value: JsonObject, results: readonly Result[]): string {
  const all = [...listAt(value, 'results'), ...results];
  return edit(parsed, results.length > 0 ? { ...value, results: all } : value);
}

/** One entry of a ResourceList's `results` (KRM Functions Specification v1). */
export interface Result {
  message: string;
  severity: 'error' | 'warning' | 'info';
  resourceRef?: JsonObject;
  file?: { path: string; index?: number };
}

/** A result about an item, or about the list as a whole. */
export function resultAbout(item: Manifest | undefined, severity: Result['severity'], message: string): Result {
  if (!item) return { message, severity };
  const { apiVersion, kind } = item.value;
  const { name, namespace } = item;
  const file = fileOf(item);
  return {
    message,
    severity,
    resourceRef: { apiVersion, kind, name, ...(namespace !== '' && { namespace }) },
    ...(file && { file }),
  };
}

/** Where the orchestrator read an item, by the annotations it gave it: the newer ones are prefixed `internal.`. */
export function fileOf({ annotations }: Manifest): Result['file'] {
  const annotation = (key: string): unknown =>
    annotations[`internal.config.kubernetes.io/${key}`] ?? annotations[`config.kubernetes.io/${key}`];
  const path = annotation('path');
  const index = Number(annotation('index'));
  if (typeof path !== 'string') return undefined;
  return Number.isInteger(index) ? { path, index } : { path };
}
