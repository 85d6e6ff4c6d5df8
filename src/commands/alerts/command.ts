import { failure } from '../../base/errors.js';
import { setupOf } from '../../overlays/setup.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../reports.js';
import { alertsYaml, type RuleOptions } from './rules.js';
import { type WatchedPair, watchedOf } from './watched.js';

export async function runAlerts(context: ContextOf<'alerts'>): Promise<number> {
  const { label = [], match = [], without = [] } = context.values;
  const options: RuleOptions = { labels: pairs(label, 'label'), without };
  const watched = watchedOf(setupOf(context.sources), pairs(match, 'match'));
  await writeReports(context, (format) => alertsYaml(format, watched, options));
  return 0;
}

/** Label names of Prometheus; those of Kubernetes may have a prefix, dots and dashes, too. */
const FORMS = { match: /^([A-Za-z_]\w*)=([^%{}]*)$/, label: /^([A-Za-z0-9][-\w./]*)=(.*)$/ };

function pairs(texts: readonly string[], option: keyof typeof FORMS): WatchedPair[] {
  return texts.map((text) => {
    const [, name, value] = FORMS[option].exec(text) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
    const hint =
      option === 'match'
        ? 'NAME is a label of Prometheus (letters, digits and _); VALUE has none of % { }, which templates would read.'
        : 'NAME is the key of a label of Kubernetes.';
    throw failure('bad-pair', { option, pair: JSON.stringify(text), hint });
  });
}
