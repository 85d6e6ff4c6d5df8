type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element as text; its children are elements already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const start = `<${name}${written(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  return `${start}>\n${children.map((child) => child.replace(/^/gm, '  ')).join('\n')}\n</${name}>`;
}

/** An element with nothing but text in it. */
export function textElement(name: string, attributes: Attributes, text: string): string {
  return `<${name}${written(attributes)}>${escaped(text)}</${name}>`;
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(shown(value))}"`))
    .join('');
}

const shown = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

/** Advance widths in em, on the wide side of what browsers have: no text outgrows its box. */
const EM = { mono: 0.61, sans: 0.58 } as const;

/** How wide a text is at most, in pixels, whatever font of the kind there is. */
export function textWidth(text: string, font: keyof typeof EM, size: number): number {
  return text.length * EM[font] * size;
}

/** Breaks a name into lines of at most `most` characters, behind - . = : / where it can. */
export function brokenName(name: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of name.split(/(?<=[-.=:/])/)) {
    if (line !== '' && line.length + piece.length > most) {
      lines.push(line);
      line = '';
    }
    for (line += piece; line.length > most; line = line.slice(most)) lines.push(line.slice(0, most));
  }
  return [...lines, line];
}
