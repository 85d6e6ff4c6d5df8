import { HostportError } from '../../base/errors.js';
import { plural } from '../../base/words.js';
import { at, listAt } from '../../json/at.js';
import { differences } from '../../json/difference.js';
import { isObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { configurationOf } from '../../overlays/configuration.js';
import { type PlannedDocument, plan } from '../../overlays/post-render.js';
import { edit } from '../../yaml/edit/edit.js';
import { positionAt } from '../../yaml/read/document.js';
import type { CommandContext } from '../command.js';
import { readStream } from '../input.js';
import { functionSources } from './function-config.js';
import { type ResourceList, readResourceList } from './resource-list.js';
import { earlierResults, fileOf, type Result, resultAbout } from './results.js';

export async function runFn(context: CommandContext): Promise<number> {
  const stream = await readStream(context, undefined, 'a ResourceList, as kustomize and kpt send it');
  const list = readResourceList(stream);
  try {
    await context.io.stdout.write(edited(list, context));
    return 0;
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const { explained, item } = inWordsOfTheUser(error, list);
    await context.io.stdout.write(
      withResults(list, listAt(list.parsed.value, 'items'), [resultAbout(item, 'error', resultText(explained))]),
    );
    throw explained;
  }
}

/** The list with its items edited, and added ones after them. */
function edited(list: ResourceList, context: CommandContext): string {
  const planned = plan(list.items, configurationOf(functionSources(list.functionConfig, context.sources)));
  const values = new Map(planned.map(({ manifest, value }) => [manifest, value]));
  const items = list.items.map((item) => values.get(item) ?? item.parsed.value);
  const added = planned.flatMap((document) => document.added);
  return withResults(list, [...items, ...added], planned.flatMap(resultsOf));
}

function resultsOf({ manifest, value, added }: PlannedDocument): Result[] {
  const edits = differences(manifest.value, value).length;
  const objects = added.map((value) => `${at(value, 'kind')} ${at(value, 'metadata', 'name')}`);
  return [
    ...(edits > 0 ? [resultAbout(manifest, 'info', `${manifest.title}: ${plural(edits, 'edit')}`)] : []),
    ...(objects.length > 0 ? [resultAbout(manifest, 'info', `${manifest.title}: added ${objects.join(', ')}`)] : []),
  ];
}

/** The list's text with these items, and with more results. */
function withResults({ parsed }: ResourceList, items: readonly unknown[], results: readonly Result[]): string {
  const value = isObject(parsed.value) ? parsed.value : {};
  const all = results.length > 0 ? { results: [...earlierResults(value), ...results] } : {};
  return edit(parsed, { ...value, ...(items.length > 0 && { items }), ...all });
}

/** An error in words of the user: which item and which of their files, not which line of the list. */
function inWordsOfTheUser(
  error: HostportError,
  { parsed, items }: ResourceList,
): { explained: HostportError; item?: Manifest | undefined } {
  const { code, message, position, remedy } = error;
  if (position?.file !== parsed.document.file) return { explained: error };
  const item = items.findLast((one) => firstLine(one) <= (position.line ?? 0));
  const file = item && fileOf(item)?.path;
  const place = file === undefined ? undefined : { file };
  return { explained: new HostportError(code, message, { position: place, remedy }), item };
}

function firstLine({ document, parsed }: Manifest): number {
  return positionAt(document, parsed.root?.start ?? 0).line;
}

const resultText = ({ message, remedy }: HostportError): string => (remedy ? `${message}\n${remedy}` : message);
