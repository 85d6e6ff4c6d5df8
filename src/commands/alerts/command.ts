import { HostportError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import { setupOf } from '../../overlays/setup.js';
import { type Command, type CommandContext, texts } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { prometheusRuleYaml, prometheusYaml, type RuleOptions } from './rules.js';
import { ALERTS } from './table/index.js';
import { type Watched, type WatchedPair, watchedOf } from './watched.js';

const NAMES = ['prometheusrule', 'prometheus'] as const;
const FORMATS: Readonly<Record<(typeof NAMES)[number], (watched: Watched, options: RuleOptions) => string>> = {
  prometheusrule: prometheusRuleYaml,
  prometheus: prometheusYaml,
};

export const alertsCommand: Command = {
  summary: 'print alerting rules for Prometheus: what verify would find, said before users notice',
  usage: ['redis-hostport alerts [--format prometheusrule|prometheus[=FILE]] [--label KEY=VALUE]…'],
  description:
    'Prints alerting rules for Prometheus: what verify would find, as metrics of kube-state-metrics and of the\n' +
    "chart's exporter (metrics.enabled=true) show it. docs/alarm.md says what each means and what to do.",
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      choices: NAMES,
      multiple: true,
      description: "prometheusrule (default, the operator's object) or prometheus (a rules file); repeatable",
    },
    label: {
      value: 'KEY=VALUE',
      multiple: true,
      description: 'a label of the PrometheusRule, as your ruleSelector wants it; repeatable',
    },
    match: {
      value: 'LABEL=VALUE',
      multiple: true,
      description: 'a label that all metrics have, where one Prometheus sees several clusters; repeatable',
    },
    without: { value: 'CHECK', multiple: true, description: 'leave this alert out; repeatable' },
  },
  examples: [
    'redis-hostport alerts --label release=kube-prometheus-stack | kubectl apply -f -',
    'redis-hostport alerts --format prometheus=/etc/prometheus/rules/ds-redis.yaml',
  ],
  async run(context) {
    const outputs = outputsOf(context, NAMES);
    const options: RuleOptions = { labels: pairs(context, 'label'), without: leftOut(context) };
    const watched = watchedOf(setupOf(context.sources), pairs(context, 'match'));
    for (const { format, file } of outputs) await writeOutput(context, file, FORMATS[format](watched, options));
    return 0;
  },
};

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
