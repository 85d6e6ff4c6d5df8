import { normalizedAffinity, SCORE_WEIGHTS } from '../../src/scheduler/verdict.js';
import { CAPACITY, POD_REQUESTS, type Template, type World, type WorldNode } from './world.js';

/**
 * kube-scheduler 1.34's scores on a `World`, worked out from its score plugins' documented behaviour and source
 * (kubernetes v1.34.4, `pkg/scheduler/framework/plugins/`), and held against measured scores in `measured.test.ts`.
 */

/** The score plugins of kube-scheduler that a preferred node affinity competes with. */
export type ScorePlugin = keyof typeof SCORE_WEIGHTS;

/** Weighted scores of one node. */
export type Scores = Record<ScorePlugin, number>;

/** One pod's choice: the scores of every node that can take it. */
export interface Choice {
  ordinal: number;
  scores: Map<string, Scores>;
}

const MIB = 2 ** 20;
/** What fit counts for a container without requests (`pkg/scheduler/util/pod_resources.go`). */
const UNSTATED = { cpuMilli: 100, memoryBytes: 200 * MIB };

interface State {
  world: World;
  template: Template;
  /** Names of the nodes that hold a pod of the StatefulSet. */
  taken: ReadonlySet<string>;
  feasible: readonly WorldNode[];
}

type Score = (state: State) => number[];

/** What the pods' scheduling cycle sees: host ports keep two pods off one node, the required term is a filter. */
export function choice(world: World, template: Template, taken: ReadonlySet<string>, ordinal: number): Choice {
  const feasible = world.nodes.filter(
    (node) => !taken.has(node.name) && (!template.required || node.ordinal !== undefined) && fits(node, template),
  );
  const state: State = { world, template, taken, feasible };
  const byPlugin = Object.entries(PLUGINS).map(([plugin, score]) => ({ plugin, scores: score(state) }));
  const scores = new Map<string, Scores>();
  for (const [i, node] of feasible.entries()) {
    const own: Scores = { ...SCORE_WEIGHTS };
    // A single feasible node is taken without scoring.
    for (const { plugin, scores: all } of byPlugin)
      own[plugin as ScorePlugin] *= feasible.length > 1 ? (all[i] ?? 0) : 0;
    scores.set(node.name, own);
  }
  return { ordinal, scores };
}

/** The nodes of a choice with the highest total; the scheduler draws among them by lot. */
export function best({ scores }: Choice): string[] {
  const totals = [...scores].map(([name, own]) => ({ name, total: total(own) }));
  const most = Math.max(...totals.map((one) => one.total));
  return totals.filter((one) => one.total === most).map((one) => one.name);
}

export function total(scores: Scores): number {
  return Object.values(scores).reduce((sum, score) => sum + score, 0);
}

/** All pods in ordinal order, the first of equals taken: the node of each. */
export function place(world: World, template: Template, replicas: number): string[] {
  const taken = new Set<string>();
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const chosen = best(choice(world, template, taken, ordinal))[0];
    if (chosen === undefined) break;
    taken.add(chosen);
  }
  return [...taken];
}

const PLUGINS: Record<ScorePlugin, Score> = {
  TaintToleration: ({ feasible }) => {
    const counts = feasible.map((node) => node.taints ?? 0);
    const most = Math.max(...counts);
    return counts.map((count) => 100 - normalizedAffinity(count, most));
  },
  NodeAffinity: ({ feasible, template }) => {
    const sums = feasible.map(({ ordinal }) =>
      (ordinal === undefined ? [] : (template.terms[ordinal] ?? [])).reduce((sum, weight) => sum + weight, 0),
    );
    return sums.map((sum) => normalizedAffinity(sum, Math.max(...sums)));
  },
  NodeResourcesFit: ({ feasible, template }) => feasible.map((node) => fitScore(node, template)),
  NodeResourcesBalancedAllocation: ({ feasible, template }) => feasible.map((node) => balanceScore(node, template)),
  PodTopologySpread: spreadScores,
  InterPodAffinity: ({ feasible }) => {
    const sums = feasible.map((node) => (node.attracts ? 100 : 0));
    const range = Math.max(...sums) - Math.min(...sums);
    return sums.map((sum) => (range === 0 ? 0 : Math.trunc((100 * (sum - Math.min(...sums))) / range)));
  },
  ImageLocality: ({ feasible, world }) => {
    const holders = world.nodes.filter((node) => node.image).length;
    const known = Math.trunc(world.imageMiB * MIB * (holders / world.nodes.length));
    const [least, most] = [23 * MIB, 1000 * MIB];
    return feasible.map((node) => {
      const bytes = Math.min(Math.max(node.image ? known : 0, least), most);
      return Math.trunc((100 * (bytes - least)) / (most - least));
    });
  },
};

interface Requested {
  cpuMilli: number;
  memoryBytes: number;
}

/** What is requested on a node once the pod is there; `unstated` is what a container without requests counts for. */
function requested(node: WorldNode, template: Template, unstated: Requested): Requested {
  const pod = template.requests ? POD_REQUESTS : unstated;
  const silent = (node.silent ?? 0) + (node.attracts ? 1 : 0);
  const filler = fillerRequests(node);
  return {
    cpuMilli: pod.cpuMilli + filler.cpuMilli + silent * unstated.cpuMilli,
    memoryBytes: pod.memoryBytes + filler.memoryBytes + silent * unstated.memoryBytes,
  };
}

/** What the other workload's pod of a node requests. */
export function fillerRequests({ cpu, memory }: WorldNode): Requested {
  return {
    cpuMilli: Math.round((CAPACITY.cpuMilli * cpu) / 100),
    memoryBytes: Math.round((CAPACITY.memoryBytes * memory) / 100),
  };
}

const NOTHING: Requested = { cpuMilli: 0, memoryBytes: 0 };

function fits(node: WorldNode, template: Template): boolean {
  const { cpuMilli, memoryBytes } = requested(node, template, NOTHING);
  return cpuMilli <= CAPACITY.cpuMilli && memoryBytes <= CAPACITY.memoryBytes;
}

/** LeastAllocated: the mean of the free shares of CPU and memory, each rounded down. */
export function fitScore(node: WorldNode, template: Template): number {
  const { cpuMilli, memoryBytes } = requested(node, template, UNSTATED);
  const free = (used: number, capacity: number): number =>
    used > capacity ? 0 : Math.trunc(((capacity - used) * 100) / capacity);
  return Math.trunc((free(cpuMilli, CAPACITY.cpuMilli) + free(memoryBytes, CAPACITY.memoryBytes)) / 2);
}

/** Balance: 100 less half the distance of the used shares; left out for BestEffort pods. */
export function balanceScore(node: WorldNode, template: Template): number {
  if (!template.requests) return 0;
  const { cpuMilli, memoryBytes } = requested(node, template, NOTHING);
  const share = (used: number, capacity: number): number => Math.min(used / capacity, 1);
  const distance = share(cpuMilli, CAPACITY.cpuMilli) - share(memoryBytes, CAPACITY.memoryBytes);
  return Math.trunc((1 - Math.abs(distance / 2)) * 100);
}

/**
 * The template's own constraint by hostname finds no pod of the release on any feasible node; the default ones are by
 * hostname with skew 3 and by zone with skew 5, a node without a zone label having no zone to be counted in.
 */
function spreadScores({ world, template, taken, feasible }: State): number[] {
  const zones = new Set(feasible.map((node) => node.zone));
  const holders = world.nodes.filter((node) => taken.has(node.name));
  const counts = feasible.map(({ zone }) => {
    if (template.hostnameSpread) return 0;
    if (zone === undefined) return 2;
    return Math.round(2 + 4 + holders.filter((node) => node.zone === zone).length * Math.log(zones.size + 2));
  });
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return counts.map((count) => (most === 0 ? 100 : Math.trunc((100 * (most + least - count)) / most)));
}
