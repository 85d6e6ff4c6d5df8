import t from 'tap';
import { parseDocument } from 'yaml';
import { parseServer } from '../../src/acl/server.js';
import { allowAllRules, formatUserLine, setUserLines } from '../../src/acl/user-lines.js';
import { chartStream, noCharts, streamNames } from '../helpers/charts.js';
import { checkText, RIGHT } from './configurations.js';

interface Rendered {
  file: string;
  text: string;
  serverVersion: string;
  product: 'redis' | 'valkey';
}

/** Every rendered chart that has a configuration and an image. */
function* rendered(): Generator<Rendered> {
  for (const file of streamNames()) {
    const stream = chartStream(file).toString('utf8');
    const image = /image: "?\S*\/(redis|valkey)-cluster:([^\s"]+)/.exec(stream);
    const document = stream.split(/^---$/m).find((one) => /^ {2}(redis|valkey)-default\.conf:/m.test(one));
    const [, product, serverVersion] = image ?? [];
    if (!document || serverVersion === undefined || (product !== 'redis' && product !== 'valkey')) continue;
    const text = parseDocument(document).getIn(['data', `${product}-default.conf`]);
    if (typeof text === 'string') yield { file, text, serverVersion, product };
  }
}

t.test('the configuration of every chart version, before and after', { skip: noCharts }, async (t) => {
  let count = 0;
  for (const { file, text, serverVersion, product } of rendered()) {
    count++;
    const before = checkText(text, { serverVersion, product });
    // The scenario cfg has a user line of its own, with the password in clear text, and two lines that are no directive.
    t.same(
      before.map((one) => one.rule),
      /\/cfg\./.test(file) ? ['acl-plain-password', 'config-syntax', 'config-syntax'] : [],
      `${file} (${serverVersion})`,
    );
    const rules = allowAllRules(parseServer({ serverVersion, product }));
    const user = { name: 'song', password: RIGHT, rules };
    if (/^5\./.test(serverVersion)) {
      t.throws(() => formatUserLine(user, parseServer({ serverVersion, product })), { code: 'refused' });
      continue;
    }
    const line = formatUserLine(user, parseServer({ serverVersion, product }));
    const after = setUserLines(text, [line]);
    t.equal(after, text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}`, `${file}: one more line`);
    t.equal(setUserLines(after, [line]), after, `${file}: a second time`);
    t.same(checkText(after, { serverVersion, product }), before, `${file}: nothing new to find`);
  }
  t.ok(count > 20, `${count} rendered charts`);
});
