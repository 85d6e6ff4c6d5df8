import { diffLines } from 'diff';
import fastJsonPatch from 'fast-json-patch';
import { parseAllDocuments } from 'yaml';

/**
 * How an output differs from its input, line by line, and in values from what was asked, which is what the tool wrote
 * (its own output is checked by its tests). Input and outputs are streams of YAML.
 */
export function differences(input, output, asked) {
  const changes = diffLines(input, output);
  const lines = (kind) => changes.filter((change) => change[kind]).reduce((sum, { count }) => sum + count, 0);
  return {
    removed: lines('removed'),
    added: lines('added'),
    sourceComments: occurrences(input, /^# Source:/gm) - occurrences(output, /^# Source:/gm),
    comments: occurrences(input, /^ *#/gm) - occurrences(output, /^ *#/gm),
    values: valuesThatDiffer(asked, output),
  };
}

function occurrences(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}

/** RFC 6902 paths, each after its object's kind and name. */
function valuesThatDiffer(asked, output) {
  const wanted = objects(asked);
  const found = objects(output);
  const order = [...wanted.keys()].join() === [...found.keys()].join() ? [] : ['(order of the objects)'];
  return [...wanted].reduce((list, [name, value]) => {
    const operations = fastJsonPatch.compare(value, found.get(name) ?? {});
    return list.concat(operations.map(({ op, path }) => `${op} ${name}${path}`));
  }, order);
}

/** As Helm and kubectl read it: YAML 1.1 numbers. */
function objects(text) {
  const values = parseAllDocuments(text, { version: '1.1', merge: true }).map((document) => document.toJS());
  return new Map(values.filter(Boolean).map((value) => [`${value.kind}/${value.metadata.name}`, value]));
}
