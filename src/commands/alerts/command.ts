import { failure } from '../../base/errors.js';
import { setupOf } from '../../overlays/setup.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../output.js';
import { alertsYaml, type Label } from './rules.js';

export async function runAlerts(context: ContextOf<'alerts'>): Promise<number> {
  const { label = [], match = [], without = [] } = context.values;
  const options = { labels: label.map(pairOf('label')), matched: match.map(pairOf('match')), without };
  const setup = setupOf(context.sources);
  await writeReports(context, (format) => alertsYaml(format, setup, options));
  return 0;
}

/** Label names of Prometheus; those of Kubernetes may have a prefix, dots and dashes, too. */
const FORMS = { match: /^([A-Za-z_]\w*)=([^%{}]*)$/, label: /^([A-Za-z0-9][-\w./]*)=(.*)$/ };

function pairOf(option: keyof typeof FORMS): (text: string) => Label {
  return (text) => {
    const [, name, value] = FORMS[option].exec(text) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
    throw failure(option === 'match' ? 'bad-match' : 'bad-label', { pair: JSON.stringify(text) });
  };
}
