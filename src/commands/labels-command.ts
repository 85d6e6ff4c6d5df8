import { failure } from '../base/errors.js';
import { shellCommand } from '../base/text.js';
import type { NodeLabel } from '../generated/types.js';
import { type Placement, placementOf, setupOf } from '../overlays/setup.js';
import type { ContextOf } from './command.js';

export async function runLabels({ io, sources, values }: ContextOf<'labels'>): Promise<number> {
  const { steps, nodes } = setupOf(sources);
  const placement = placementOf(steps);
  const kubectl = values.context === undefined ? ['kubectl'] : ['kubectl', '--context', values.context];
  const lines = nodes.map(({ name }, ordinal) => {
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
