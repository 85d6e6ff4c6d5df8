export { type OrdinalSums, type OrdinalTerm, ordinalSums, requiresLabel } from '../kubernetes/ordinal-sums.js';
export { type Lead, leads, normalizedAffinity, type PlacementOptions, type Rival, smallestLead } from './leads.js';
export {
  DEFAULT_SCORE_WEIGHTS,
  MAX_NODE_SCORE,
  OPPONENTS,
  type Opponent,
  type ScorePlugin,
  type ScoreWeights,
} from './scores.js';
export { zoneSpreadIsOff } from './spread.js';
export { placementVerdict, type Verdict, type VerdictOptions, type Weighed } from './verdict.js';
export { dominantWeights, MAX_TERMS, runbookWeights } from './weights.js';
