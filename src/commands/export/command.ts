import { failure } from '../../base/errors.js';
import { filled, listOf } from '../../base/text.js';
import { VERSION } from '../../base/version.js';
import { exportTexts } from '../../generated/templates.js';
import { at, type JsonObject, listAt, pointer } from '../../json/values.js';
import { manifestsOf } from '../../kubernetes/manifest.js';
import { type Configuration, configurationOf } from '../../overlays/configuration.js';
import { type PlannedDocument, plan } from '../../overlays/post-render.js';
import type { ContextOf } from '../command.js';
import { readStream } from '../input.js';
import { writeReports } from '../output.js';
import { flux, kustomize } from './kustomize.js';
import { clusterPolicy, kyverno } from './kyverno.js';
import { commented, objectPatches, yaml } from './patch.js';

/** Who sees an object again after its own change, and who can add to a text without holding all of it. */
const WRITERS = {
  kustomize: { write: kustomize, again: false, appends: false },
  flux: { write: flux, again: false, appends: false },
  kyverno: { write: kyverno, again: true, appends: true },
  'kyverno-clusterpolicy': { write: clusterPolicy, again: true, appends: false },
};

export async function runExport(context: ContextOf<'export'>): Promise<number> {
  const configuration = configurationOf(context.sources);
  const stream = await readStream(context, context.positionals[0]);
  const manifests = manifestsOf(stream);
  const planned = plan(manifests, configuration);
  for (const document of planned) refuseUnfit(document, context);
  refusePlainPasswords(configuration);
  const objects = planned.flatMap(({ added }) => added);
  const named = planned.find(({ manifest }) => manifest.release !== '')?.manifest;
  const chart = named?.labels['helm.sh/chart'];
  const about = filled(exportTexts.about, { version: VERSION, release: named?.release, chart });
  const { objects: file } = context.values;
  const note = exportTexts.objects[objects.length > 0 ? 'some' : 'none'];
  const text = commented(about, note) + objects.map((object) => `---\n${yaml(object)}`).join('');
  const after = manifests.map((one) => planned.find(({ manifest }) => manifest === one)?.value ?? one.value);
  const exported = {
    objectsFile: objects.length > 0 ? file : undefined,
    file: stream.file,
    cwd: context.io.cwd,
    noIngress: after.some(isNodesLoadBalancer),
  };
  const report = (format: keyof typeof WRITERS, _: unknown, output: string | undefined): string => {
    const { write, again } = WRITERS[format];
    const { notes, documents } = write({ ...exported, patches: objectPatches(planned, again), output });
    return commented(about, ...notes) + documents.map(yaml).join('---\n');
  };
  await writeReports(context, report, file === undefined ? [] : [{ file, text }]);
  return 0;
}

function isNodesLoadBalancer({ kind, spec }: JsonObject): boolean {
  return kind === 'Service' && at(spec, 'type') === 'LoadBalancer' && typeof at(spec, 'loadBalancerIP') === 'string';
}

/** What patches cannot say, or should not. */
function refuseUnfit(planned: PlannedDocument, { values, outputs }: ContextOf<'export'>): void {
  const { manifest, added } = planned;
  const { title } = manifest;
  if (added.length > 0 && values.objects === undefined) {
    const kinds = listOf([...new Set(added.map((object) => String(at(object, 'kind'))))]);
    throw failure('no-objects', { title, kinds }, { position: manifest.start });
  }
  if (values['include-acl']) return;
  const append = outputs.every(({ format }) => WRITERS[format].appends);
  for (const { path, edited } of objectPatches([planned], false).flatMap(({ steps }) => steps)) {
    if (edited?.transform !== 'acl-user' || (append && edited.end !== undefined)) continue;
    const { before, overlay } = edited;
    const said = { title, overlay, path: pointer(...path), lines: before.split('\n').length };
    throw failure('whole-text', said, { position: manifest.positionOf(path) });
  }
}

/** Patches are kept in a repository. */
function refusePlainPasswords({ steps, complain }: Configuration): void {
  const inClear = steps.find(({ parameters }) => {
    return [parameters, ...listAt(parameters, 'users')].some((one) => at(one, 'passwordFormat') === 'plain');
  });
  if (!inClear) return;
  const message = `overlays.${inClear.overlay}: passwordFormat plain would write a password into the patches`;
  const remedy = 'Use passwordFormat sha256: a user logs in with the same password.';
  throw complain({ path: ['overlays', inClear.overlay], message }, remedy);
}
