import t from 'tap';
import { applySet } from '../../src/config/set.js';

// argument                                            what it makes of {}
const TABLE: readonly (readonly [argument: string, expected: unknown])[] = [
  ['release=a', { release: 'a' }],
  ['release=*', { release: '*' }],
  ['overlays.node-affinity.placement=dominant', { overlays: { 'node-affinity': { placement: 'dominant' } } }],
  ['overlays.announce-host-ip={}', { overlays: { 'announce-host-ip': {} } }],
  ['overlays.host-port=false', { overlays: { 'host-port': false } }],
  ['overlays.host-port.ports={a,b}', { overlays: { 'host-port': { ports: ['a', 'b'] } } }],
  ['a=1,b=true', { a: 1, b: true }],
  ['a=1\\,b', { a: '1,b' }],
  ['a\\.b=c', { 'a.b': 'c' }],
  ['nodes[0].name=x,nodes[0].ip=10.0.0.4', { nodes: [{ name: 'x', ip: '10.0.0.4' }] }],
  ['a=', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=007', { a: '007' }],
  ['a=~* &* +@all', { a: '~* &* +@all' }],
  ['a=[]', { a: [] }],
  ['a=null', {}],
  ['a={x,y,z},a[1]=null', { a: ['x', 'z'] }],
  ['a={x},a[1]=null', { a: ['x'] }],
  // No method of objects is taken for a setting.
  ['constructor.x=1', { constructor: { x: 1 } }],
];

t.test('what --set makes of an empty configuration', async (t) => {
  for (const [argument, expected] of TABLE) {
    const config = {};
    applySet(config, argument);
    t.same(config, expected, argument);
  }
});

// argument       before            why it is refused
const REFUSED: readonly (readonly [argument: string, before: Record<string, unknown>, why: RegExp])[] = [
  ['release', {}, /--set release: it has the form path=value/],
  ['=x', {}, /--set : it has the form path=value/],
  ['password:secret', {}, /--set password: it has the form path=value/],
  ['a..b=x', {}, /its path has an empty step/],
  ['nodes.name=x', { nodes: [] }, /nodes is a list/],
  ['a[0]=x', { a: {} }, /a is no list/],
  ['__proto__.x=1', {}, /there is no setting __proto__/],
  ['\\__proto__.x=1', {}, /there is no setting __proto__/],
  ['_\\_proto__.x=1', {}, /there is no setting __proto__/],
  ['a.\\__proto__.x=1', {}, /there is no setting __proto__/],
  // A list of a hundred million is not meant.
  ['nodes[100000000].name=x', {}, /nodes has 0 items, so that the next one is \[0\]/],
  ['nodes[2].name=x', { nodes: [{}] }, /nodes has 1 item, so that the next one is \[1\]/],
];

t.test('what it refuses', async (t) => {
  for (const [argument, before, why] of REFUSED)
    t.throws(() => applySet(before, argument), { message: why, code: 'usage' });
  t.equal(({} as { x?: number }).x, undefined);
});
