import { dominantWeights, runbookWeights } from '../../src/scheduler/weights.js';
import { randomWorld, type Template, type World, type WorldNode } from './world.js';

/** What was tried on a real scheduler; its scores and choices are in `measured.json`. */
export interface Case {
  name: string;
  world: World;
  template: Template;
}

const RUNBOOK = runbookWeights(6);
const SINGLE = [[100], [40], [17], [7], [3], [1]];
const DOMINANT = dominantWeights(6);

const PLAIN: Template = { terms: RUNBOOK, required: false, hostnameSpread: false, requests: true };
const FULL: Template = { terms: DOMINANT, required: true, hostnameSpread: true, requests: true };

/** Six labelled, half-empty nodes and two without a label, with what is said of some of them. */
function world(name: string, imageMiB: number, more: Record<string, Partial<WorldNode>>): World {
  const names = ['node-0', 'node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'spare-0', 'spare-1'];
  const nodes = names.map((node, i): WorldNode => {
    return { name: node, ...(i < 6 && { ordinal: i }), cpu: 50, memory: 50, ...more[node] };
  });
  return { name, imageMiB, nodes };
}

const TAINT = world('a taint', 60, { 'node-1': { taints: 1 }, 'node-4': { taints: 2 } });
const ZONES = world('zone labels on some', 60, {
  'node-0': { zone: 'a' },
  'node-1': { zone: 'a' },
  'node-2': { zone: 'a' },
  'node-3': { zone: 'b' },
});
const FRIEND = world('a workload that wants to be near', 60, { 'node-3': { attracts: true } });
// Nearly all CPU is requested, by one pod, and no memory, but more than a hundred pods state nothing.
const SILENT = world('load that is not stated', 60, {
  'node-1': { cpu: 98, memory: 0, silent: 105 },
  'node-2': { cpu: 0, memory: 0 },
});
const FULL_NODE = world('a full node', 60, { 'node-2': { cpu: 100 } });
const IMAGE = world('a large image', 1200, {
  'node-1': { image: true },
  'node-2': { image: true },
  'node-3': { image: true },
  'node-5': { image: true },
  'spare-0': { image: true },
});

export const CASES: readonly Case[] = [
  { name: 'runbook, seed 2', world: randomWorld(2, 6), template: PLAIN },
  { name: 'runbook, seed 4', world: randomWorld(4, 6), template: PLAIN },
  { name: 'runbook, seed 11', world: randomWorld(11, 6), template: PLAIN },
  { name: 'runbook, BestEffort', world: randomWorld(3, 6), template: { ...PLAIN, requests: false } },
  { name: 'no weights', world: randomWorld(6, 6), template: { ...PLAIN, terms: [], required: true } },
  { name: 'single weights, seed 38', world: randomWorld(38, 6), template: { ...PLAIN, terms: SINGLE, required: true } },
  { name: 'dominant, seed 38', world: randomWorld(38, 6), template: FULL },
  { name: 'dominant, seed 183', world: randomWorld(183, 6), template: FULL },
  { name: 'dominant, a taint', world: TAINT, template: FULL },
  { name: 'runbook, zones', world: ZONES, template: PLAIN },
  { name: 'runbook, zones, required', world: ZONES, template: { ...PLAIN, required: true } },
  { name: 'runbook, zones switched off', world: ZONES, template: { ...PLAIN, hostnameSpread: true } },
  { name: 'dominant, another workload', world: FRIEND, template: FULL },
  { name: 'single weights, unstated load', world: SILENT, template: { ...FULL, terms: SINGLE } },
  { name: 'dominant, unstated load', world: SILENT, template: FULL },
  { name: 'runbook, a full node', world: FULL_NODE, template: PLAIN },
  { name: 'runbook, a large image', world: IMAGE, template: PLAIN },
];
