/** What a table has under a name that other people chose: `constructor` is in no table. */
export function inTable<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
