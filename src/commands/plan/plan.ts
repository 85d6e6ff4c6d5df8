import { layoutOf } from '../../config/layout.js';
import type { Plan, PlannedPod } from '../../generated/types.js';
import { podName } from '../../kubernetes/names.js';
import { placementOf } from '../../overlays/placement.js';
import type { Setup } from '../../overlays/setup.js';
import { guaranteeOf } from './guarantee.js';

/** Which pod belongs on which node, and what holds it there. Throws as guaranteeOf does. */
export function planOf(setup: Setup): Plan {
  const { release, install, chart, fullname, nodes } = setup;
  const placement = placementOf(setup.steps);
  const { pods, guaranteed, sentence, caveats } = guaranteeOf(placement, nodes.length);
  const layout = layoutOf(nodes.length, install.replicas);
  return {
    schemaVersion: 1,
    release,
    namespace: install.namespace,
    chart: chart.title,
    fullname,
    ...('masters' in layout && { layout }),
    ports: chart.values.ports,
    nodeTimeout: install.nodeTimeout,
    placement: {
      scheme: placement.scheme,
      ...(placement.pin && { pin: placement.pin }),
      announcesHostIp: placement.announcesHostIp,
      podManagementPolicy: placement.podManagementPolicy,
      guaranteed,
      guarantee: sentence,
      caveats: [...caveats],
    },
    pods: nodes.map(({ name, ip }, ordinal): PlannedPod => {
      const { heldBy = '', ...numbers } = pods[ordinal] ?? {};
      const label = placement.ordinalLabel(ordinal);
      const pod = podName(fullname, ordinal);
      return { ordinal, pod, node: name, ip, ...(label && { label }), ...numbers, heldBy };
    }),
  };
}
