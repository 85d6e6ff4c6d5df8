import { failure } from '../../base/errors.js';
import { VERSION } from '../../base/version.js';
import { listOf } from '../../base/words.js';
import { manifestsOf } from '../../charts/releases.js';
import { at, listAt, pointer } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { unnamed } from '../../overlays/added.js';
import { type Configuration, configurationOf } from '../../overlays/configuration.js';
import { type PlannedDocument, plan } from '../../overlays/post-render.js';
import { ACL_USER } from '../../overlays/transforms/index.js';
import type { ContextOf } from '../command.js';
import { readStream } from '../input.js';
import { writeReports } from '../reports.js';
import { editedTexts } from './edited-text.js';
import { APPENDING, WRITERS } from './formats.js';
import { appended, objectPatch } from './patch.js';
import { commented, manifestsText } from './write.js';

export async function runExport(context: ContextOf<'export'>): Promise<number> {
  const configuration = configurationOf(context.sources);
  const stream = await readStream(context, context.positionals[0]);
  const manifests = manifestsOf(stream);
  const planned = plan(manifests, configuration);
  const objectsFile = context.values.objects;
  for (const document of planned) refuseUnfit(document, context);
  const objects = planned.flatMap(({ added }) => added.map(unnamed));
  refusePlainPasswords(configuration);
  const patches = planned.flatMap((document) => objectPatch(document) ?? []);
  const about = [
    `Made by redis-hostport ${VERSION}${origin(planned)}. Export again when the chart or its values change.`,
  ];
  const edited = new Map(planned.map(({ manifest, value }) => [manifest, value]));
  const noIngress = manifests.some((one) => isNodesLoadBalancer(edited.get(one) ?? one.value));
  const exported = { patches, objects, objectsFile, file: stream.file, cwd: context.io.cwd, noIngress, about };
  const objectsText = commented([...about, objectsNote(objects)]) + manifestsText(objects);
  const others = objectsFile === undefined ? [] : [{ file: objectsFile, text: objectsText }];
  await writeReports(context, (format, _, output) => WRITERS[format]({ ...exported, output }), others);
  return 0;
}

function objectsNote(objects: readonly JsonObject[]): string {
  return objects.length > 0 ? 'Apply it before the release, and take it away after it.' : 'No objects come in.';
}

function origin(planned: readonly PlannedDocument[]): string {
  const chart = planned.map(({ manifest }) => manifest.labels['helm.sh/chart']).find((one) => typeof one === 'string');
  const release = planned.map(({ manifest }) => manifest.release).find((one) => one !== '');
  const parts = [release && `release ${release}`, chart && `chart ${chart}`].filter((part) => part !== undefined);
  return parts.length > 0 ? ` for ${parts.join(', ')}` : '';
}

function isNodesLoadBalancer(value: JsonObject): boolean {
  const spec = at(value, 'spec');
  return (
    value.kind === 'Service' && at(spec, 'type') === 'LoadBalancer' && typeof at(spec, 'loadBalancerIP') === 'string'
  );
}

/** What patches cannot say, or should not. */
function refuseUnfit(planned: PlannedDocument, { values, outputs }: ContextOf<'export'>): void {
  const { manifest, added, value } = planned;
  const { title } = manifest;
  if (added.length > 0 && values.objects === undefined) {
    const kinds = [...new Set(added.map((object) => String(at(object, 'kind'))))];
    throw failure('no-objects', { title, kinds: listOf(kinds) }, { position: manifest.start });
  }
  if (values['include-acl']) return;
  const append = outputs.every(({ format }) => APPENDING.includes(format));
  const text = editedTexts(planned).find(
    ({ transform, path, before }) => transform === ACL_USER && !(append && appended(before, at(value, ...path))),
  );
  if (!text) return;
  const { path, before, overlay } = text;
  const lines = before.split('\n').length;
  const place = { position: manifest.positionOf(path) };
  throw failure('whole-text', { title, overlay, path: pointer(...path), lines }, place);
}

/** Patches are kept in a repository. */
function refusePlainPasswords({ steps, complain }: Configuration): void {
  for (const { overlay, parameters } of steps) {
    const inClear = [parameters, ...listAt(parameters, 'users')].some((one) => at(one, 'passwordFormat') === 'plain');
    if (!inClear) continue;
    const message = `overlays.${overlay}: passwordFormat plain would write a password into the patches`;
    const remedy = 'Use passwordFormat sha256: a user logs in with the same password.';
    throw complain({ path: ['overlays', overlay], message }, remedy);
  }
}
