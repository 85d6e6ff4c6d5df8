import { isObject, type JsonObject, type Path } from '../json/values.js';

/** A value that a ConfigMap or a Secret holds, and where it stands in it. */
interface DataEntry {
  bytes: Buffer;
  path: Path;
}

/** The fields in which texts stand, and how; what is in `stringData` comes over `data` (Kubernetes API, Secret). */
const FIELDS = {
  ConfigMap: [['data', 'utf8']],
  Secret: [
    ['data', 'base64'],
    ['stringData', 'utf8'],
  ],
} as const;

/** What a ConfigMap or Secret holds, by its keys, as a container gets it. */
export function dataOf(kind: keyof typeof FIELDS, object: JsonObject): Map<string, DataEntry> {
  const entries = FIELDS[kind].flatMap(([field, encoding]) =>
    Object.entries(isObject(object[field]) ? object[field] : {}).map(([key, text]): [string, DataEntry] => {
      return [key, { bytes: Buffer.from(String(text ?? ''), encoding), path: [field, key] }];
    }),
  );
  return new Map(entries);
}
