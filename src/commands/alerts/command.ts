import { HostportError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import { commandTexts } from '../../generated/commands.js';
import { setupOf } from '../../overlays/setup.js';
import { type CommandContext, texts } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { ALERTS } from './alerts.js';
import { prometheusRuleYaml, prometheusYaml, type RuleOptions } from './rules.js';
import { type Watched, type WatchedPair, watchedOf } from './watched.js';

const { choices } = commandTexts.alerts.options.format;
const FORMATS: Readonly<Record<(typeof choices)[number], (watched: Watched, options: RuleOptions) => string>> = {
  prometheusrule: prometheusRuleYaml,
  prometheus: prometheusYaml,
};

export async function runAlerts(context: CommandContext): Promise<number> {
  const outputs = outputsOf(context, choices);
  const options: RuleOptions = { labels: pairs(context, 'label'), without: leftOut(context) };
  const watched = watchedOf(setupOf(context.sources), pairs(context, 'match'));
  for (const { format, file } of outputs) await writeOutput(context, file, FORMATS[format](watched, options));
  return 0;
}

/** Label names of Prometheus; those of Kubernetes may have a prefix, dots and dashes, too. */
const FORMS = { match: /^([A-Za-z_]\w*)=([^%{}]*)$/, label: /^([A-Za-z0-9][-\w./]*)=(.*)$/ };

function pairs(context: CommandContext, option: keyof typeof FORMS): WatchedPair[] {
  return texts(context, option).map((text) => {
    const [, name, value] = FORMS[option].exec(text) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
    throw new HostportError('usage', `--${option}: ${JSON.stringify(text)} is not of the form NAME=VALUE`, {
      remedy:
        option === 'match'
          ? 'NAME is a label of Prometheus (letters, digits and _); VALUE has none of % { }, which templates would read.'
          : 'NAME is the key of a label of Kubernetes.',
    });
  });
}

function leftOut(context: CommandContext): string[] {
  const known = ALERTS.map(({ id }) => id);
  const without = texts(context, 'without');
  const unknown = without.find((id) => !known.includes(id));
  if (unknown === undefined) return without;
  throw new HostportError('usage', `--without: there is no alert ${unknown}${nearest(unknown, known)}`);
}
