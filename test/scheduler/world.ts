/**
 * The small world the scheduler's scores are tried on: nodes with other workloads' load, and one StatefulSet with host
 * ports. `simulate.ts` computes on it, `test/controlplane/` builds it on a real API server.
 */

/** Allocatable of every node. */
export const CAPACITY = { cpuMilli: 8000, memoryBytes: 32 * 2 ** 30 };
/** What a pod of the StatefulSet requests, if it states requests. */
export const POD_REQUESTS = { cpuMilli: 100, memoryBytes: 128 * 2 ** 20 };

export interface WorldNode {
  name: string;
  /** The ordinal of its label; absent on the unlabelled. */
  ordinal?: number;
  zone?: string;
  /** What another workload's pod requests here, in percent of the allocatable. */
  cpu: number;
  memory: number;
  /** How many pods of other workloads are here that state no requests. */
  silent?: number;
  /** The image of the StatefulSet's pods is here. */
  image?: boolean;
  /** Taints with PreferNoSchedule, which the pods do not tolerate. */
  taints?: number;
  /** A pod of another workload is here that prefers to be beside the StatefulSet's pods (weight 100, by hostname). */
  attracts?: boolean;
}

export interface World {
  name: string;
  /** Size of the pods' image. */
  imageMiB: number;
  nodes: WorldNode[];
}

/** What the pod template says. */
export interface Template {
  /** For each ordinal the weights of the preferred terms for its node. */
  terms: number[][];
  /** A required term keeps the pods on the labelled nodes. */
  required: boolean;
  /** A topologySpreadConstraint by hostname stands in the template. */
  hostnameSpread: boolean;
  /** The pods state requests; false makes them BestEffort. */
  requests: boolean;
}

/** A generator of numbers in [0, 1), the same for the same seed: Marsaglia's xorshift with 32 bits. */
export function seeded(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return next;
}

const IMAGE_SIZES_MIB = [60, 150, 300, 600, 1200];
const ZONES = ['a', 'b', 'c'];

/**
 * The world of one trial: nodes 0..`replicas`−1 labelled; every node filled from 0 to 90 % of CPU and, apart from it,
 * of memory; the image on half of them; zone labels in 30 % of the worlds; two or four nodes without a label in 60 %.
 */
export function randomWorld(seed: number, replicas: number): World {
  const random = seeded(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const imageMiB = IMAGE_SIZES_MIB[upTo(IMAGE_SIZES_MIB.length)] ?? 60;
  const zoned = random() < 0.3;
  const spare = random() < 0.6 ? 2 + 2 * upTo(2) : 0;
  const nodes = Array.from({ length: replicas + spare }, (_, i): WorldNode => {
    const zone = ZONES[upTo(ZONES.length)] ?? 'a';
    return {
      name: i < replicas ? `node-${i}` : `spare-${i - replicas}`,
      ...(i < replicas && { ordinal: i }),
      ...(zoned && { zone }),
      cpu: upTo(91),
      memory: upTo(91),
      image: random() < 0.5,
    };
  });
  return { name: `seed ${seed}`, imageMiB, nodes };
}

/** A world without anybody else: six labelled nodes (or another number) and two more, all empty. */
export function quietWorld(replicas: number): World {
  const nodes = Array.from({ length: replicas + 2 }, (_, i): WorldNode => {
    const own = i < replicas ? { name: `node-${i}`, ordinal: i } : { name: `spare-${i - replicas}` };
    return { ...own, cpu: 0, memory: 0 };
  });
  return { name: 'quiet', imageMiB: 60, nodes };
}
