import { rendered } from '../../base/template.js';
import { endpointTemplates } from '../../generated/templates.js';
import { setupOf } from '../../overlays/setup.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../reports.js';
import { endpointsOf } from './endpoints.js';

export async function runEndpoints(context: ContextOf<'endpoints'>): Promise<number> {
  const endpoints = endpointsOf(setupOf(context.sources), context.values.user);
  await writeReports(context, (format) => rendered(endpointTemplates[format], endpoints));
  return 0;
}
