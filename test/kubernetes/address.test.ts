import t from 'tap';
import { addressFault, isInBlock, remoteAddressFault } from '../../src/kubernetes/address.js';

t.test('an IPv4 address written as IPv6 is judged as what it is', async (t) => {
  // address, what is said of it
  const rows: [string, RegExp | undefined][] = [
    ['::ffff:127.0.0.1', /is a loopback address/],
    ['::ffff:7f00:1', /is a loopback address/],
    ['::ffff:169.254.1.1', /is a link-local address/],
    ['::ffff:224.0.0.1', /is a multicast address/],
    ['::ffff:10.0.0.5', undefined],
    ['fd00::5', undefined],
  ];
  for (const [ip, said] of rows) {
    if (said) t.match(remoteAddressFault(ip), said, ip);
    else t.equal(remoteAddressFault(ip), undefined, ip);
  }
  t.match(addressFault('::ffff:0.0.0.0'), /stands for any address/);
});

t.test('a block holds addresses of its own family only', async (t) => {
  t.ok(isInBlock('::ffff:10.0.0.5', '10.0.0.0/8'), 'the same address, written as IPv6');
  t.notOk(isInBlock('::1', '0.0.0.0/0'));
  t.notOk(isInBlock('10.0.0.5', '::/0'));
  t.notOk(isInBlock('10.0.0.5', '10.0.0.0/33'));
});
