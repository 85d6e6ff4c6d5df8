import { HostportError } from '../../base/errors.js';
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
  if (unfit)
    throw new HostportError('usage', `--${unfit} chooses among the nodes from kubectl; with --node there are none`);
  const nodes = given.map((argument) => {
    const [name = '', ...ip] = argument.split('=');
    return { name, ip: ip.join('=') };
  });
  const fault = nodeFault(nodes);
  if (fault) {
    throw new HostportError('usage', `--node ${given[fault.index]}: ${fault.message}`, {
      remedy: `${fault.remedy} The form is --node NAME=IP, for example --node dio-master01=10.0.0.4`,
    });
  }
  return { nodes, internalIps: values['internal-ips'] === true, tolerations: [], data: values.data ?? 'node' };
}

/** The nodes from kubectl that can take a pod; those left out are named on standard error. */
export async function nodesFromKubectl(context: ContextOf<'init'>): Promise<StartingPoint> {
  const { selector, count, tolerate = [], ...values } = context.values;
  if (values['internal-ips'])
    throw new HostportError('usage', '--internal-ips goes with --node: from kubectl they always are');
  const asks = ASKING.some((name) => Object.hasOwn(values, name));
  if (!asks && context.io.stdin.isTTY) {
    throw new HostportError('usage', 'standard input is a terminal; it takes what kubectl prints', {
      remedy: `${ASK}; or name the nodes: redis-hostport init --node NAME=IP …`,
    });
  }
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
    throw new HostportError('input', tooFew(nodes.length, all.length, selector, count), {
      position: { file: '<stdin>' },
    });
  }
  const taken = nodes.slice(0, count);
  const fault = nodeFault(taken);
  if (fault) throw new HostportError('input', fault.message, { position: { file: '<stdin>' }, remedy: fault.remedy });
  return { nodes: taken, internalIps: true, tolerations: tolerationsFor(taken), data };
}

/** How the nodes get here. */
const ASK = 'redis-hostport init --from-cluster, or: kubectl get nodes,storageclass -o json | redis-hostport init';

/**
 * The nodes, and whether a claim without a class of its own gets a volume: by a default StorageClass that provisions.
 *
 * @throws HostportError `input` for what is no kubectl's JSON, and where there is no node in it
 */
export function clusterIn(objects: readonly KubeObject[]): { nodes: KubeNode[]; hasDefaultClass: boolean } {
  const nodes = ofKind(objects, 'Node').map(kubeNode);
  if (nodes.length > 0) return { nodes, hasDefaultClass: ofKind(objects, 'StorageClass').some(isProvisioningDefault) };
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const holds =
    kinds.length === 0 ? 'the list is empty' : `the input holds no node, only objects of kind ${listOf(kinds)}`;
  throw new HostportError('input', holds, { position: { file: '<stdin>' }, remedy: ASK });
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

function tooFew(can: number, all: number, selector: string | undefined, count: number | undefined): string {
  const chosen = `${can === 0 ? 'none' : can} of ${all} nodes`;
  const selected = selector === undefined ? '' : ` ${can < 2 ? 'is' : 'are'} selected by ${selector} and`;
  return `${chosen}${selected} can take a pod${count === undefined ? '' : `; --count asks for ${count}`}`;
}
