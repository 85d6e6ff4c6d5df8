import { failure } from '../base/errors.js';
import { shellCommand } from '../base/text.js';
import { placementOf, setupOf } from '../overlays/setup.js';
import type { ContextOf } from './command.js';

export async function runLabels({ io, sources, values }: ContextOf<'labels'>): Promise<number> {
  const { steps, nodes } = setupOf(sources);
  const { ordinalLabel, setLabels } = placementOf(steps);
  const kubectl = values.context === undefined ? ['kubectl'] : ['kubectl', '--context', values.context];
  const lines = nodes.map(({ name }, ordinal) => {
    const labels = [ordinalLabel(ordinal) ?? [], setLabels].flat();
    if (labels.length === 0) throw failure('no-label', {});
    const written = values.remove
      ? labels.map(({ key }) => `${key}-`)
      : [...labels.map(({ key, value }) => `${key}=${value}`), '--overwrite'];
    return `${shellCommand(...kubectl, 'label', 'node', name, ...written)}\n`;
  });
  await io.stdout.write(lines.join(''));
  return 0;
}
