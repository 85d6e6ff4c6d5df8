/** What stands for the names of a template: a text, or what a section is repeated with. */
export interface View {
  readonly [name: string]: string | number | View | readonly View[] | undefined;
}

/** A section, whose marks are lines of their own, or a value. */
const PARTS = /^\{\{#(\w+)\}\}\n(.*?)^\{\{\/\1\}\}\n|\{\{(\w+)\}\}/gms;

/**
 * A template of templates/, filled in. `{{name}}` is a value of the view; what is between `{{#name}}` and `{{/name}}` is
 * written once for each item of a list, once for a view, and left out for undefined. An item's names come first in it.
 */
export function rendered(template: string, view: View): string {
  return template.replace(PARTS, (_, section: string | undefined, body: string, name: string) => {
    if (section === undefined) return String(view[name]);
    const items = [view[section] ?? []].flat() as View[];
    return items.map((item) => rendered(body, { ...view, ...item })).join('');
  });
}
