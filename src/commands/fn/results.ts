import { isObject, type JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';

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

/** The results there are already, of functions before this one. */
export function earlierResults(list: unknown): unknown[] {
  return isObject(list) && Array.isArray(list.results) ? list.results : [];
}
