import t from 'tap';
import { rulesOf, runChecks } from '../../../../src/commands/verify/check.js';
import { REDIS_CHECKS } from '../../../../src/commands/verify/verify.js';
import { verifyRules } from '../../../../src/generated/rules.js';
import { silentCases } from '../cases-that-fire.js';
import { DATA_CASES } from './cases/data.js';
import { NODE_CASES } from './cases/nodes.js';
import { SERVER_CASES } from './cases/servers.js';
import { cluster, viewOf } from './sketch.js';

const ROWS = [...SERVER_CASES, ...NODE_CASES, ...DATA_CASES];

t.test('what is found in what the servers say', async (t) => {
  for (const [what, change, expected] of ROWS) {
    await t.test(what, async (t) => {
      const found = runChecks(REDIS_CHECKS, viewOf(cluster(change)), { title: 'the sketch' });
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
  for (const check of rulesOf(REDIS_CHECKS)) {
    t.ok(fired.has(check), check);
    t.match(verifyRules[check].description, /^[A-Z].*\.$/, `${check} is described in a sentence`);
  }
});

t.test('every case of a rule has a row in which it holds', async (t) => {
  const found = ROWS.flatMap(([, change]) => runChecks(REDIS_CHECKS, viewOf(cluster(change)), { title: 'the sketch' }));
  t.strictSame(silentCases(rulesOf(REDIS_CHECKS), found), []);
});
