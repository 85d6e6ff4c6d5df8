import { failure } from '../base/errors.js';
import { shellCommand } from '../base/shell.js';
import type { NodeLabel } from '../generated/types.js';
import { isLabelKey, isLabelValue } from '../kubernetes/names.js';
import { ordinalValue } from '../kubernetes/node-affinity.js';
import { type Placement, placementOf } from '../overlays/placement.js';
import { type Setup, setupOf } from '../overlays/setup.js';
import type { ContextOf } from './command.js';

export async function runLabels({ io, sources, values }: ContextOf<'labels'>): Promise<number> {
  const setup = setupOf(sources);
  refuseBadLabels(setup);
  const placement = placementOf(setup.steps);
  const kubectl = values.context === undefined ? ['kubectl'] : ['kubectl', '--context', values.context];
  const lines = setup.nodes.map(({ name }, ordinal) => {
    const labels = labelsOf(placement, ordinal);
    const written = values.remove
      ? labels.map(({ key }) => `${key}-`)
      : [...labels.map(({ key, value }) => `${key}=${value}`), '--overwrite'];
    return `${shellCommand(...kubectl, 'label', 'node', name, ...written)}\n`;
  });
  await io.stdout.write(lines.join(''));
  return 0;
}

function labelsOf({ ordinalLabel, setLabels }: Placement, ordinal: number): NodeLabel[] {
  const own = ordinalLabel(ordinal);
  const labels = own ? [own, ...setLabels] : [...setLabels];
  if (labels.length > 0) return labels;
  throw failure('no-label', {});
}

const RULE =
  "Kubernetes allows letters, digits, '-', '_' and '.', at most 63, a letter or digit first and last; a key may have a DNS name and '/' before it";

/** The transforms that look at labels of nodes, and their parameters that are keys and values of labels. */
const TRANSFORMS = ['node-affinity', 'local-data', 'announce-host-ip'];
const SETTINGS = [
  ['key', isLabelKey, 'key'],
  ['value', isLabelValue, 'value'],
  ['requiredKey', isLabelKey, 'key'],
  ['requiredValue', isLabelValue, 'value'],
] as const;

function refuseBadLabels({ steps, nodes, loaded }: Setup): void {
  for (const { overlay: name, transform, parameters } of steps) {
    for (const [parameter, holds, what] of TRANSFORMS.includes(transform) ? SETTINGS : []) {
      const text = ordinalValue(String(parameters[parameter] ?? ''), nodes.length - 1);
      if (parameters[parameter] === undefined || holds(text)) continue;
      const message = `overlays.${name}.${parameter}: ${JSON.stringify(text)} is no ${what} of a label`;
      throw loaded.complain({ path: ['overlays', name, parameter], message }, `${RULE}.`);
    }
  }
}
