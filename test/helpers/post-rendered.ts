import type { Test } from 'tap';
import { split } from '../../src/yaml/read/split.js';
import { run } from './fake-io.js';
import { type Anything, objectsIn } from './objects.js';

export interface PostRendered {
  text: string;
  /** The objects of the output, in its order. */
  objects: Anything[];
  statefulSet: Anything;
  podSpec: Anything;
  /** Objects of a kind. */
  ofKind: (kind: string) => Anything[];
}

/**
 * Post-renders a stream with these `--set` arguments. Asserts what is always so: no message, every document that was
 * there is still there in its place, those that are no StatefulSet byte for byte, and a second run changes nothing.
 */
export async function postRendered(t: Test, stdin: string | Buffer, ...set: string[]): Promise<PostRendered> {
  const argv = set.flatMap((one) => ['--set', one]);
  const { code, out, err } = await run(argv, { stdin });
  t.same([code, err], [0, ''], 'it passes');
  const after = documentsOf(out);
  const targeted = /^kind: (StatefulSet|StorageClass|PersistentVolume\w*|MutatingAdmissionPolicy\w*)\r?$/m;
  const lost = documentsOf(String(stdin)).filter((one) => !targeted.test(one) && !after.includes(one));
  t.same(lost, [], 'documents that are not targeted keep their bytes');
  const again = await run(argv, { stdin: out });
  t.ok(again.out === out, 'a second run gives the same bytes');
  // Only what is asked for is read: most of a stream is the text of redis.conf.
  const ofKind = (kind: string): Anything[] =>
    after
      .filter((one) => one.includes(kind))
      .flatMap(objectsIn)
      .filter((one) => one.kind === kind);
  const [statefulSet] = ofKind('StatefulSet');
  return {
    text: out,
    get objects() {
      return after.flatMap(objectsIn);
    },
    statefulSet,
    podSpec: statefulSet?.spec.template.spec,
    ofKind,
  };
}

/** The documents' texts; a line break at the very end may come when another document follows. */
function documentsOf(text: string): string[] {
  return split(Buffer.from(text), '<test>').documents.map((one) => one.text.replace(/\n$/, ''));
}

/** The error message of a post-rendering that is refused: exit 2 and nothing on standard output. */
export async function refusal(
  t: Test,
  stdin: string | Buffer,
  argv: readonly string[],
  files: Record<string, string> = {},
): Promise<string> {
  const { code, out, err } = await run(argv, { stdin, files });
  t.same([code, out], [2, ''], 'refused, and nothing is written');
  return err;
}
