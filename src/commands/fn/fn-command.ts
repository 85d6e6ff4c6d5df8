import { isDeepStrictEqual } from 'node:util';
import { HostportError } from '../../base/errors.js';
import { at } from '../../json/at.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { PlannedDocument } from '../../overlays/post-render.js';
import { configuredPostRender } from '../../overlays/settings.js';
import { edit } from '../../yaml/edit/edit.js';
import { type Operation, patched } from '../../yaml/edit/patch.js';
import { positionAt } from '../../yaml/read/document.js';
import type { Command, CommandContext } from '../command.js';
import { readStream } from '../input.js';
import { functionSources } from './function-config.js';
import { type ResourceList, readResourceList } from './resource-list.js';
import { earlierResults, fileOf, type Result, resultAbout } from './results.js';

export const fnCommand: Command = {
  usage: ['redis-hostport fn < resource-list.yaml > resource-list.yaml'],
  description: [
    'Post-renders as a KRM function, for kustomize (transformers), kpt and, through them, Argo CD and Flux: reads a',
    'ResourceList on standard input and writes it with the edits. Its functionConfig is the configuration: a Config, or a',
    'ConfigMap with settings by path. What was done and errors stand in its `results`; an error exits with 2 and changes',
    'no item.',
  ].join('\n'),
  options: {},
  examples: ['kustomize build . --enable-alpha-plugins --enable-exec     # with the function under transformers:'],
  async run(context) {
    const stream = await readStream(context, undefined, 'a ResourceList, as kustomize and kpt send it');
    const list = readResourceList(stream);
    try {
      await context.io.stdout.write(edited(list, context));
      return 0;
    } catch (error) {
      if (!(error instanceof HostportError)) throw error;
      const { told, item } = explained(error, list);
      await context.io.stdout.write(withResults(list, [], [resultAbout(item, 'error', resultText(told))]));
      throw told;
    }
  },
};

/** The list with its items edited, and added ones behind them. */
function edited(list: ResourceList, context: CommandContext): string {
  const { plan } = configuredPostRender(functionSources(list.functionConfig, context.sources));
  const planned = plan(list.items);
  const operations: Operation[] = [];
  for (const document of planned) {
    const item = `/items/${list.items.indexOf(document.manifest)}`;
    operations.push(...document.operations.map((one) => inItem(one, item)));
  }
  const added = planned.flatMap((document) => document.added);
  operations.push(...added.map((value): Operation => ({ op: 'add', path: '/items/-', value })));
  return withResults(list, operations, planned.flatMap(resultsOf));
}

function inItem(operation: Operation, item: string): Operation {
  const moved = { ...operation, path: item + operation.path };
  return 'from' in moved ? { ...moved, from: item + moved.from } : moved;
}

function resultsOf({ manifest, operations, value, added }: PlannedDocument): Result[] {
  const isEdited = !isDeepStrictEqual(manifest.value, value);
  const edits = operations.length === 1 ? '1 edit' : `${operations.length} edits`;
  const objects = added.map((value) => `${at(value, 'kind')} ${at(value, 'metadata', 'name')}`);
  return [
    ...(isEdited ? [resultAbout(manifest, 'info', `${manifest.title}: ${edits}`)] : []),
    ...(objects.length > 0 ? [resultAbout(manifest, 'info', `${manifest.title}: added ${objects.join(', ')}`)] : []),
  ];
}

/** The list's text after operations on it, with more results. */
function withResults({ parsed }: ResourceList, operations: readonly Operation[], results: readonly Result[]): string {
  if (results.length === 0) return edit(parsed, patched(parsed, operations));
  const value = [...earlierResults(parsed.value), ...results];
  return edit(parsed, patched(parsed, [...operations, { op: 'add', path: '/results', value }]));
}

/** An error in words of the user: which item and which of their files, not which line of the list. */
function explained(
  error: HostportError,
  { parsed, items }: ResourceList,
): { told: HostportError; item: Manifest | undefined } {
  const { code, message, position, remedy } = error;
  if (position?.file !== parsed.document.file) return { told: error, item: undefined };
  const item = items.findLast((one) => firstLine(one) <= (position.line ?? 0));
  const file = item && fileOf(item)?.path;
  return {
    told: new HostportError(code, message, { position: file === undefined ? undefined : { file }, remedy }),
    item,
  };
}

function firstLine({ document, parsed }: Manifest): number {
  return positionAt(document, parsed.root?.start ?? 0).line;
}

const resultText = ({ message, remedy }: HostportError): string => (remedy ? `${message}\n${remedy}` : message);
