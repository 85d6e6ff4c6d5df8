import t from 'tap';
import { type VerifyRuleId, verifyRules } from '../../../../src/generated/rules.js';
import type { VerifyReport } from '../../../../src/generated/types.js';
import { run } from '../../../helpers/fake-io.js';
import { silentCases } from '../cases-that-fire.js';
import { kubectl, type World, world } from '../world.js';
import { ADDRESSES_CASES } from './cases/addresses.js';
import { LABELS_CASES } from './cases/labels.js';
import { PLACEMENT_CASES } from './cases/placement.js';
import { PODS_CASES } from './cases/pods.js';

const RULES = (Object.keys(verifyRules) as VerifyRuleId[]).filter((id) => !id.startsWith('redis-'));
const ROWS = [...PLACEMENT_CASES, ...LABELS_CASES, ...ADDRESSES_CASES, ...PODS_CASES];

async function findings(made: World, configuration = ''): Promise<VerifyReport['findings']> {
  const { out, err } = await run(['verify', '--format', 'json'], {
    stdin: kubectl(made),
    files: configuration === '' ? {} : { 'redis-hostport.yaml': configuration },
  });
  if (err !== '') throw new Error(err);
  return JSON.parse(out).findings;
}

t.test('what is found in what kubectl gives', async (t) => {
  for (const [what, change, expected, configuration] of ROWS) {
    await t.test(what, async (t) => {
      const found = await findings(world(change), configuration);
      t.strictSame(
        found.map(({ check }) => check),
        expected.map(({ check }) => check),
        'exactly these checks fire',
        { found },
      );
      for (const [index, { message, remedy, commands, ordinals }] of expected.entries()) {
        const one = found[index];
        t.match(one?.message, message);
        if (remedy) t.match(one?.remedy, remedy);
        if (commands) t.strictSame(one?.commands, commands);
        if (ordinals) t.strictSame(one?.ordinals, ordinals);
      }
    });
  }
});

t.test('the table of checks', async (t) => {
  const fired = new Set(ROWS.flatMap(([, , expected]) => expected.map(({ check }) => check)));
  // What a server says makes them fire: see test/cluster.
  const byServers = ['announce-ip-temporary'];
  for (const id of RULES) {
    t.ok(fired.has(id) || byServers.includes(id), `${id} has a case that fires`);
    t.match(verifyRules[id].description, /^[A-Z].*\.$/, `${id} is described in a sentence`);
  }
});

/** What a text with a name that has no value would hold. */
const FILLED = /\{\w+\}|\[\[|undefined/;

t.test('remedies are sentences, and texts and commands are filled in', async (t) => {
  for (const [what, change, , configuration] of ROWS)
    for (const { remedy, check, ...finding } of await findings(world(change), configuration)) {
      t.match(remedy, /^[A-Z`].*[.?!}]$|-o json$/s, `${check}: ${what}`);
      t.notMatch(JSON.stringify([remedy, finding]), FILLED, `${check}: ${what}`);
    }
});

t.test('every case of a rule has a row in which it holds', async (t) => {
  const found: VerifyReport['findings'] = [];
  for (const [, change, , configuration] of ROWS) found.push(...(await findings(world(change), configuration)));
  t.strictSame(silentCases(RULES, found), [
    // Two pods are swapped, never one.
    'pods-swapped: deleteOne',
    // What a server says makes them hold: test/cluster.
    'announce-ip-temporary: dataSurvives',
    'announce-ip-temporary: losesData',
  ]);
});
