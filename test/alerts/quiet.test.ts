import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { shell } from '../cluster/servers.js';
import { everFired, NODE_IPS, STATEFUL_SET, skip, startWatched } from './watched.js';

/**
 * A healthy cluster, and failovers that are asked for one after the other, for so many minutes: no alert, with the rules
 * as a user has them. By hand: `ALERTS_MINUTES=10 node scripts/test.mjs test/alerts/quiet.test.ts`.
 */
const MINUTES = Number(process.env.ALERTS_MINUTES ?? 0);
/** Longer than a replica needs to follow its new master. */
const BETWEEN_MS = 15_000;

const notAsked = MINUTES > 0 ? false : 'ALERTS_MINUTES is not set; it takes as long as that says';

t.setTimeout((MINUTES + 2) * 60_000);
t.test('failovers that were asked for raise no alert', { skip: notAsked || skip }, async (t) => {
  const watched = await startWatched(t, (rules) => rules);
  const { prometheus, failOver, cli } = watched;
  const began = Date.now();
  const seconds = (): number => (Date.now() - began) / 1000;
  const pending = new Map<string, number>();
  let failovers = 0;
  while (seconds() < MINUTES * 60) {
    // Each pair of master and replica has its turn.
    const replicas = NODE_IPS.flatMap((ip, ordinal) => (cli(ip, 'role').startsWith('slave') ? [ordinal] : []));
    await failOver(replicas[failovers % replicas.length] ?? 0);
    failovers += 1;
    cli(NODE_IPS[0] ?? '', '-c', 'set', `failover:${failovers}`, 'value');
    await sleep(BETWEEN_MS);
    for (const { metric } of await prometheus.query('max_over_time(ALERTS{alertstate="pending"}[20s])'))
      pending.set(metric.check ?? '', (pending.get(metric.check ?? '') ?? 0) + 1);
  }
  t.same(await everFired(watched, seconds()), [], 'nothing has fired');
  const scrapes = await prometheus.query(`sum(count_over_time(redis_up{pod="${STATEFUL_SET}-0"}[${MINUTES * 60}s]))`);
  t.ok(Number(scrapes[0]?.value[1]) > MINUTES * 60 * 0.9, 'it was looked at all the time, each second');
  t.comment(
    [
      `${seconds().toFixed(0)} s, ${failovers} failovers, ${scrapes[0]?.value[1]} scrapes of each server`,
      `waited for less than their time: ${[...pending].map(([check, count]) => `${check} ${count} times`).join(', ') || 'none'}`,
      ...['prometheus', 'prometheus-redis-exporter', 'redis-server'].map((name) =>
        shell(`${name} --version 2>&1 | head -1`, '').trim(),
      ),
    ].join('\n'),
  );
});
