/** What stands for the names of a template: texts and numbers, and what sections are repeated with. */
export type View = Readonly<Record<string, unknown>>;

/** A section, whose marks are lines of their own, or a value. */
const PARTS = /^\{\{#(\w+)\}\}\n(.*?)^\{\{\/\1\}\}\n|\{\{(\w+)\}\}/gms;

/**
 * A template of templates/, filled in. `{{name}}` is a value of the view, as `written` writes it; what is between `{{#name}}`
 * and `{{/name}}` is written once for each item of a list, once for a view, and left out for undefined. An item's names come
 * first in it.
 */
export function rendered(template: string, view: View, written = (value: string): string => value): string {
  return template.replace(PARTS, (_, section: string | undefined, body: string, name: string) => {
    if (section === undefined) return written(String(view[name]));
    const items = [view[section] ?? []].flat() as View[];
    return items.map((item) => rendered(body, { ...view, ...item }, written)).join('');
  });
}

/** Everything XML 1.0 cannot carry, not even as a character reference (its production 2, Char). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };

/** A text as XML has it, in an element or in an attribute in double quotes. */
export function xml(text: string): string {
  return text.replace(NO_XML_CHARACTER, '\ufffd').replace(/[&<>"]/g, (character) => `&${ENTITIES[character]};`);
}
