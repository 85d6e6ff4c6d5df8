import { failure } from '../../base/errors.js';
import { listOf } from '../../base/words.js';
import { nodeFault } from '../../config/node-list.js';
import { sharedOptions } from '../../generated/commands.js';
import { at } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { type KubeObject, ofKind, readObjects } from '../../kubernetes/kubectl.js';
import { type KubeNode, kubeNode } from '../../kubernetes/node.js';
import { labelSelector } from '../../kubernetes/requirements.js';
import type { CommandContext, ContextOf } from '../command.js';
import { askKubectl } from '../kubectl.js';
import { type Choice, chooseNodes, tolerationsFor } from './choose.js';
import type { NewConfig } from './config-text.js';

/** What the nodes say of a new configuration. */
type StartingPoint = Omit<NewConfig, 'users'>;

/** The options by which init asks kubectl itself. */
const ASKING = ['from-cluster', ...Object.keys(sharedOptions.kubectl)];

/** The nodes of `--node`, in the order given. */
export function nodesFromArguments({ values }: ContextOf<'init'>, given: readonly string[]): StartingPoint {
  const unfit = [...ASKING, 'selector', 'count', 'control-plane', 'tolerate'].find((name) =>
    Object.hasOwn(values, name),
  );
  if (unfit) throw failure('only-kubectl', { option: unfit });
  const nodes = given.map((argument) => {
    const [name = '', ...ip] = argument.split('=');
    return { name, ip: ip.join('=') };
  });
  const fault = nodeFault(nodes);
  if (fault) throw failure('bad-node', { node: String(given[fault.index]), why: fault.message, hint: fault.remedy });
  return { nodes, internalIps: values['internal-ips'] === true, tolerations: [], data: values.data ?? 'node' };
}

/** The nodes from kubectl that can take a pod; those left out are named on standard error. */
export async function nodesFromKubectl(context: ContextOf<'init'>): Promise<StartingPoint> {
  const { selector, count, tolerate = [], ...values } = context.values;
  if (values['internal-ips']) throw failure('internal-anyway', {});
  const asks = ASKING.some((name) => Object.hasOwn(values, name));
  if (!asks && context.io.stdin.isTTY) throw failure('terminal-for-nodes', {});
  const { nodes: all, hasDefaultClass } = clusterIn(
    asks
      ? await askKubectl(context, 'nodes,storageclasses')
      : readObjects(await context.io.stdin.read(), '<stdin>', ASK),
  );
  // A claim without a class of its own gets storage only by a default one.
  const { data = hasDefaultClass ? 'claim' : 'node' } = values;
  const { nodes, leftOut } = chooseNodes(all, {
    selects: selector === undefined ? () => true : labelSelector(selector),
    controlPlane: values['control-plane'] === true,
    tolerate,
  });
  tellLeftOut(context, leftOut);
  if (nodes.length === 0 || (count !== undefined && nodes.length < count)) {
    const can = `${nodes.length === 0 ? 'none' : nodes.length} of ${all.length} nodes`;
    const selected = selector === undefined ? '' : ` ${nodes.length < 2 ? 'is' : 'are'} selected by ${selector} and`;
    const asked = count === undefined ? '' : `; --count asks for ${count}`;
    throw failure('too-few-nodes', { chosen: `${can}${selected}`, asked }, { position: STDIN });
  }
  const taken = nodes.slice(0, count);
  const fault = nodeFault(taken);
  if (fault) throw failure('bad-nodes', { why: fault.message, hint: fault.remedy }, { position: STDIN });
  return { nodes: taken, internalIps: true, tolerations: tolerationsFor(taken), data };
}

const STDIN = { file: '<stdin>' };

/** How the nodes get here. */
const ASK = 'redis-hostport init --from-cluster, or: kubectl get nodes,storageclass -o json | redis-hostport init';

/**
 * The nodes, and whether a claim without a class of its own gets a volume: by a default StorageClass that provisions.
 *
 * @throws HostportError `input` for what is not kubectl's JSON, and where there is no node in it
 */
export function clusterIn(objects: readonly KubeObject[]): { nodes: KubeNode[]; hasDefaultClass: boolean } {
  const nodes = ofKind(objects, 'Node').map(kubeNode);
  if (nodes.length > 0) return { nodes, hasDefaultClass: ofKind(objects, 'StorageClass').some(isProvisioningDefault) };
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const found =
    kinds.length === 0 ? 'the list is empty' : `the input holds no node, only objects of kind ${listOf(kinds)}`;
  throw failure('no-nodes-given', { found }, { position: STDIN });
}

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

function isProvisioningDefault(storageClass: JsonObject): boolean {
  const isDefault = at(storageClass, 'metadata', 'annotations', IS_DEFAULT) === 'true';
  return isDefault && storageClass.provisioner !== 'kubernetes.io/no-provisioner';
}

/** One line for each reason. */
function tellLeftOut({ io }: CommandContext, leftOut: Choice['leftOut']): void {
  for (const reason of new Set(leftOut.map((one) => one.reason))) {
    const names = leftOut.filter((one) => one.reason === reason).map(({ name }) => name);
    io.stderr.write(`redis-hostport: left out: ${names.join(', ')} (${reason})\n`);
  }
}
