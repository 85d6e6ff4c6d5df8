/** A preferred term that speaks of the ordinal label. */
export interface OrdinalTerm {
  /** Its place in `preferredDuringSchedulingIgnoredDuringExecution`. */
  index: number;
  weight: number;
  /** The ordinals whose node it prefers. */
  ordinals: number[];
  /** Values it asks for that belong to no ordinal below the replicas. */
  strays: string[];
}

/** What preferred terms give to the node of each ordinal. */
export interface OrdinalSums {
  /** For each ordinal the sum of the weights of the terms that match its node's label. */
  sums: number[];
  /** The terms with the ordinal label, in their order. */
  terms: OrdinalTerm[];
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): string[] {
  return list(value).filter((one) => typeof one === 'string');
}

/**
 * Reads back what the preferred terms of a pod template give to each ordinal's node.
 *
 * `nodeAffinity` is the parsed value of `spec.template.spec.affinity.nodeAffinity`, in whatever shape it has (absent,
 * null and malformed parts count as nothing); `key` is the ordinal label's key and `valueFor(i)` its value on node i.
 * Terms are matched as the scheduler does it (all matchExpressions of a term must hold, weights add up); conditions on
 * other labels are taken to hold on the labelled nodes, since the manifest does not say.
 */
export function ordinalSums(
  nodeAffinity: unknown,
  key: string,
  valueFor: (ordinal: number) => string,
  replicas: number,
): OrdinalSums {
  const values = Array.from({ length: replicas }, (_, ordinal) => valueFor(ordinal));
  const terms: OrdinalTerm[] = [];
  const sums = values.map(() => 0);
  for (const [index, entry] of list(fields(nodeAffinity).preferredDuringSchedulingIgnoredDuringExecution).entries()) {
    const term = ordinalTerm(index, fields(entry), key, values);
    if (term === undefined) continue;
    terms.push(term);
    for (const ordinal of term.ordinals) sums[ordinal] = (sums[ordinal] ?? 0) + term.weight;
  }
  return { sums, terms };
}

function ordinalTerm(index: number, term: Fields, key: string, values: readonly string[]): OrdinalTerm | undefined {
  const expressions = expressionsOn(term.preference, [key]);
  if (expressions.length === 0) return undefined;
  const known = new Set(values);
  const asked = expressions.filter((one) => one.operator === 'In').flatMap((one) => strings(one.values));
  return {
    index,
    weight: typeof term.weight === 'number' ? term.weight : 0,
    ordinals: values.flatMap((value, i) => (expressions.every((one) => holdsFor(one, value)) ? [i] : [])),
    strays: asked.filter((value) => !known.has(value)),
  };
}

/** The matchExpressions of a node selector term that speak of one of the label keys. */
function expressionsOn(selectorTerm: unknown, keys: readonly string[]): Fields[] {
  return list(fields(selectorTerm).matchExpressions)
    .map(fields)
    .filter((one) => typeof one.key === 'string' && keys.includes(one.key));
}

/** Whether a requirement holds on a node whose label has this value (Gt and Lt compare numbers only: never). */
function holdsFor(expression: Fields, value: string): boolean {
  switch (expression.operator) {
    case 'In':
      return strings(expression.values).includes(value);
    case 'NotIn':
      return !strings(expression.values).includes(value);
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/**
 * Whether the required terms keep every pod on nodes that carry one of the labels: the terms are ORed, so each of them
 * must ask for one (operator In or Exists). No required term keeps nothing.
 */
export function requiresLabel(nodeAffinity: unknown, keys: readonly string[]): boolean {
  const required = fields(fields(nodeAffinity).requiredDuringSchedulingIgnoredDuringExecution);
  const terms = list(required.nodeSelectorTerms);
  return terms.length > 0 && terms.every((term) => expressionsOn(term, keys).some(asksForLabel));
}

function asksForLabel(expression: Fields): boolean {
  return expression.operator === 'Exists' || expression.operator === 'In';
}
