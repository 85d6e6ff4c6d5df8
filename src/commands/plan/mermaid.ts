import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';

/** The plan as a Mermaid flowchart: GitHub and GitLab draw it from a ```mermaid block. */
export function planMermaid(plan: Plan): string {
  const { ports, pods } = plan;
  const nodes = pods.flatMap(({ ordinal, node, ip, pod }) => [
    `    subgraph node${ordinal}[${label(node)}]`,
    `      port${ordinal}(${label(hostAndPort(ip, ports.client), `bus ${ports.bus}`)}) --> pod${ordinal}[${label(pod)}]`,
    '    end',
  ]);
  const lines = [
    'flowchart LR',
    `  app([${label('client application')}])`,
    `  subgraph kubernetes[${label(`Kubernetes, namespace ${plan.namespace}`)}]`,
    ...nodes,
    `    service[${label(`Service ${plan.fullname}`, 'for clients inside Kubernetes')}]`,
    '  end',
    ...pods.map(({ ordinal }) => `  app --> port${ordinal}`),
    // An open line: an arrow from the Service would move it, and its lines, to the side of the clients.
    ...pods.map(({ ordinal }) => `  pod${ordinal} -.- service`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A quoted label; Mermaid reads `#quot;` and the like in it as entities. */
function label(...rows: string[]): string {
  const escaped = rows.map((row) => row.replace(/["#<>&`]/g, (character) => `#${character.codePointAt(0)};`));
  return `"${escaped.join('<br/>')}"`;
}
