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
