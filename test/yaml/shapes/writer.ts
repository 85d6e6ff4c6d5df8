/** A place in a YAML text that knows what it says; the writer chooses how. */
export type Node =
  | { map: readonly (readonly [key: string, value: Node])[] }
  | { seq: readonly Node[] }
  | { text: string }
  /** Written as it stands: numbers, `0755`, true, and the spellings of nothing. */
  | { raw: string }
  /** The configuration file, in one of its encodings. */
  | { file: string; as: FileStyle };

/** How a chart or Helm writes a text of many lines. */
export type FileStyle = 'literal' | 'double-quoted';

/** The next choice out of so many; each place of a document asks for its own. */
export type Pick = (choices: number) => number;

export interface Dialect {
  helm: 3 | 4;
  eol: '\n' | '\r\n';
  /** Whether comments and lines of spaces stand between the chart's lines. */
  noisy: boolean;
}

/** Writes a document's body as a chart's template (Helm 3) or Helm's own serialiser (Helm 4) could have. */
export function write(node: Node, { helm, noisy }: Dialect, pick: Pick): string[] {
  const noise = (column: number): string[] =>
    noisy && pick(9) === 0 ? [NOISE[pick(NOISE.length)]?.(column) ?? ''] : [];
  // Helm 4 writes all its sequences flush with their key; a Helm 3 template has them both ways, side by side.
  const indented = (): boolean => helm === 3 && pick(2) === 0;

  /** The value of `key:` or `-` at a column, as what follows on that line and the lines after it. */
  function value(one: Node, column: number, inSequence: boolean): [rest: string, lines: string[]] {
    if ('raw' in one) return [one.raw === '' ? '' : ` ${one.raw}`, []];
    if ('text' in one) return [` ${scalar(one.text, pick)}`, []];
    if ('file' in one) return file(one, column);
    if ('seq' in one) {
      if (one.seq.length === 0) return [' []', []];
      if (helm === 3 && one.seq.every(isShort) && pick(6) === 0) return [` [${one.seq.map(flow).join(', ')}]`, []];
      const at = inSequence || indented() ? column + 2 : column;
      return ['', one.seq.flatMap((item) => entry(`${' '.repeat(at)}-`, item, at, true))];
    }
    if (one.map.length === 0) return emptyMap(column);
    if (helm === 3 && isShort(one) && pick(6) === 0) return [` ${flow(one)}`, []];
    return ['', mapLines(one.map, column + 2)];
  }

  function emptyMap(column: number): [string, string[]] {
    return helm === 3 && pick(2) === 0 ? ['', [`${' '.repeat(column + 2)}{}`]] : [' {}', []];
  }

  function mapLines(pairs: readonly (readonly [string, Node])[], column: number): string[] {
    return pairs.flatMap(([key, one]) => [
      ...noise(column),
      ...entry(`${' '.repeat(column)}${key}:`, one, column, false),
    ]);
  }

  function entry(head: string, one: Node, column: number, inSequence: boolean): string[] {
    const [rest, lines] = value(one, column, inSequence);
    const [first, ...others] = lines;
    // `- name: x`: the first line of a mapping in a sequence stands after the dash, unless a comment is there.
    if (inSequence && rest === '' && first !== undefined && !/^\s*(#|$)/.test(first)) {
      return [`${head} ${first.trimStart()}`, ...others];
    }
    const remark = noisy && rest !== '' && !/[|"'{[]/.test(rest) && pick(12) === 0 ? '   # a remark' : '';
    return [`${head}${rest}${remark}`, ...lines];
  }

  function file({ file: text, as }: { file: string; as: FileStyle }, column: number): [string, string[]] {
    if (as === 'double-quoted') return [` ${JSON.stringify(text)}`, []];
    const tail = /\n*$/.exec(text)?.[0] ?? '';
    const chomping = tail === '' ? '-' : tail === '\n' ? '' : '+';
    const body = text.slice(0, text.length - tail.length).split('\n');
    const lines = [...body, ...Array<string>(Math.max(0, tail.length - 1)).fill('')];
    // A first line that begins with spaces needs to say how far the text itself is indented.
    const indicator = /^\n* /.test(text) ? '2' : '';
    return [` |${indicator}${chomping}`, lines.map((line) => (line === '' ? '' : `${' '.repeat(column + 2)}${line}`))];
  }

  return 'map' in node ? mapLines(node.map, 0) : [];
}

const NOISE: readonly ((column: number) => string)[] = [
  () => '',
  (column) => ' '.repeat(column),
  (column) => `${' '.repeat(column)}# a comment`,
  () => '# {{- a template left this at the margin }}',
];

const isShort = (node: Node): boolean =>
  'map' in node ? node.map.length < 4 && node.map.every(([, one]) => 'raw' in one || 'text' in one) : 'text' in node;

function flow(node: Node): string {
  if ('map' in node) return `{${node.map.map(([key, one]) => `${key}: ${flow(one)}`).join(', ')}}`;
  if ('seq' in node) return `[${node.seq.map(flow).join(', ')}]`;
  return 'raw' in node ? node.raw || 'null' : 'text' in node ? JSON.stringify(node.text) : '';
}

/** Texts that are plain words may be quoted or not; those YAML 1.1 reads as something else never stand plain. */
function scalar(text: string, pick: Pick): string {
  const isWord = /^[a-z/][\w./:-]*$/i.test(text) && !/:$|^(y|n|yes|no|on|off|true|false|null)$/i.test(text);
  const style = pick(4);
  if (isWord && style < 2) return text;
  return style === 2 ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** The documents of a stream, each with its head as that Helm writes it. */
export function stream(documents: readonly { template: string; lines: readonly string[] }[], dialect: Dialect): string {
  const text = documents
    .map(({ template, lines }, index) => {
      const head =
        dialect.helm === 3 ? ['---', `# Source: redis-cluster/templates/${template}`] : index > 0 ? ['---'] : [];
      return [...head, ...lines, ''].join('\n');
    })
    .join('');
  return dialect.eol === '\n' ? text : text.replaceAll('\n', dialect.eol);
}
