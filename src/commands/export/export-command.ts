import { HostportError } from '../../base/errors.js';
import { VERSION } from '../../base/version.js';
import { manifestsOf } from '../../charts/releases.js';
import { at, pointer } from '../../json/at.js';
import { isObject, type JsonObject } from '../../json/values.js';
import type { PlannedDocument, PostRenderSettings } from '../../overlays/post-render.js';
import { configuredPostRender } from '../../overlays/settings.js';
import { ACL_USER } from '../../overlays/transforms/index.js';
import type { Command, CommandContext } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { readStream } from '../input.js';
import { editedTexts } from './edited-text.js';
import { EXPORT_FORMATS, WRITERS } from './formats.js';
import { objectPatch } from './patch.js';

export const exportCommand: Command = {
  usage: ['redis-hostport export [--format kustomize|flux|kyverno] [FILE]'],
  description: [
    'Writes what post-rendering would do to FILE (or standard input) as patches, for people who may not run a program',
    'there: a kustomization, a Flux HelmRelease with postRenderers, or a Kyverno policy. The patches are for this chart',
    'version and these values: make them anew when either changes.',
  ].join('\n'),
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      multiple: true,
      description: 'kustomize (default), flux or kyverno; repeatable, with a file to write',
    },
    'include-acl': {
      description: "take ACL users in, although the patch then holds the chart's whole configuration file",
    },
  },
  examples: [
    'helm template ds-redis CHART -f values.yaml > rendered.yaml && redis-hostport export rendered.yaml > kustomization.yaml',
    'helm template ds-redis CHART -f values.yaml | redis-hostport export --format flux',
  ],
  async run(context) {
    const outputs = outputsOf(context, EXPORT_FORMATS);
    const { settings, plan } = configuredPostRender(context.sources);
    const stream = await readStream(context, context.positionals[0]);
    const manifests = manifestsOf(stream);
    const planned = plan(manifests);
    for (const document of planned) refuseUnfit(document, context);
    if (context.values['include-acl']) refusePlainPasswords(settings);
    const patches = planned.flatMap((document) => objectPatch(document) ?? []);
    const about = [
      `Made by redis-hostport ${VERSION}${origin(planned)}. Make it anew when the chart or its values change.`,
    ];
    const edited = new Map(planned.map(({ manifest, value }) => [manifest, value]));
    const noIngress = manifests.some((one) => isNodesLoadBalancer(edited.get(one) ?? one.value));
    const exported = { patches, file: stream.file, cwd: context.io.cwd, noIngress, about };
    for (const { format, file } of outputs) {
      await writeOutput(context, file, WRITERS[format]({ ...exported, output: file }));
    }
    return 0;
  },
};

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
function refuseUnfit(planned: PlannedDocument, { values }: CommandContext): void {
  const { manifest, added } = planned;
  const { title } = manifest;
  if (added.length > 0) {
    const kinds = [...new Set(added.map((object) => at(object, 'kind')))].join(', ');
    throw new HostportError('refused', `${title}: patches cannot bring in the objects it needs: ${kinds}`, {
      position: manifest.start,
      remedy:
        'Turn off what adds them (overlays.local-data, or placement pinned of overlays.node-affinity), or run `redis-hostport fn` in kustomize.',
    });
  }
  if (values['include-acl']) return;
  const text = editedTexts(planned).find(({ transform }) => transform === ACL_USER);
  if (!text) return;
  const { path, before, overlay } = text;
  const whole = `the chart's whole text of ${before.split('\n').length} lines as it is today`;
  throw new HostportError(
    'refused',
    `${title}: a patch for overlay ${overlay} would hold in ${pointer(...path)} ${whole}, and undo each later change of it`,
    {
      position: manifest.positionOf(path),
      remedy: `Leave the ACL users out with --set overlays.${overlay}=false and set them with ACL SETUSER, or take the text in with --include-acl.`,
    },
  );
}

/** Patches are kept in a repository. */
function refusePlainPasswords({ overlays, complain }: PostRenderSettings): void {
  for (const { name, steps } of overlays) {
    for (const { parameters } of steps) {
      const users: unknown[] = Array.isArray(parameters.users) ? parameters.users : [];
      if (![parameters, ...users].some((one) => isObject(one) && one.passwordFormat === 'plain')) continue;
      const message = `overlays.${name}: passwordFormat plain would write a password into the patches`;
      const remedy = 'Use passwordFormat sha256: a user logs in with the same password.';
      throw complain({ path: ['overlays', name], message }, remedy);
    }
  }
}
