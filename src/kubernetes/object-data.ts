import { at, type Path } from '../json/at.js';
import { isObject } from '../json/values.js';

/** A value that a ConfigMap or a Secret holds, and where it stands in it. */
interface DataEntry {
  bytes: Buffer;
  path: Path;
}

/** The fields in which texts stand, and how; what is in `stringData` comes over `data` (Kubernetes API, Secret). */
const FIELDS: Readonly<Record<string, readonly (readonly [string, BufferEncoding])[]>> = {
  ConfigMap: [['data', 'utf8']],
  Secret: [
    ['stringData', 'utf8'],
    ['data', 'base64'],
  ],
};

/** What a ConfigMap or Secret holds under a key, as a container gets it. */
export function dataAt(kind: string, value: unknown, key: string): DataEntry | undefined {
  for (const [field, encoding] of FIELDS[kind] ?? []) {
    const texts = at(value, field);
    if (!isObject(texts) || !Object.hasOwn(texts, key)) continue;
    return { bytes: Buffer.from(String(texts[key] ?? ''), encoding), path: [field, key] };
  }
  return undefined;
}
