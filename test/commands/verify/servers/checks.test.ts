import t from 'tap';
import { sectionOf } from '../../../../src/commands/verify/verify.js';
import { verifyRules } from '../../../../src/generated/rules.js';
import { silentCases } from '../cases-that-fire.js';
import { DATA_CASES } from './cases/data.js';
import { NODE_CASES } from './cases/nodes.js';
import { SERVER_CASES } from './cases/servers.js';
import { cluster, type ServerSketch, viewOf } from './sketch.js';

const checked = (change: (servers: ServerSketch[]) => void) =>
  sectionOf({ title: 'the sketch' }, { view: viewOf(cluster(change)) });
const { checks: RULES } = checked(() => {});
const ROWS = [...SERVER_CASES, ...NODE_CASES, ...DATA_CASES];

t.test('what is found in what the servers say', async (t) => {
  for (const [what, change, expected] of ROWS) {
    await t.test(what, async (t) => {
      const found = checked(change).findings;
      const order = (checks: string[]): string[] => checks.sort();
      t.strictSame(
        order(found.map(({ check }) => check)),
        order(expected.map(([check]) => check)),
        'exactly these checks fire',
        { found },
      );
      t.notMatch(JSON.stringify(found), /\{\w+\}|\[\[|undefined/, 'texts and commands are filled in');
      for (const [check, message, commands] of expected) {
        const one = found.find((finding) => finding.check === check && message.test(finding.message));
        t.ok(one, `${check} ${message}`, { found });
        if (commands) t.strictSame(one?.commands, commands);
        t.match(one?.remedy, /^[A-Z].*\.$/s, 'the remedy is a sentence');
      }
    });
  }
});

t.test('every check has a case that fires', async (t) => {
  const fired = new Set(ROWS.flatMap(([, , expected]) => expected.map(([check]) => check)));
  for (const check of RULES) {
    t.ok(fired.has(check), check);
    t.match(verifyRules[check].description, /^[A-Z].*\.$/, `${check} is described in a sentence`);
  }
});

t.test('every case of a rule has a row in which it holds', async (t) => {
  const found = ROWS.flatMap(([, change]) => checked(change).findings);
  t.strictSame(silentCases(RULES, found), []);
});
