// The discovery part of a Kubernetes API server on a free loopback port, which is printed: Helm 3 wants to reach one for
// `install --dry-run=client`, too, and asks it only which kinds there are. Ends with its standard input.
import { createServer } from 'node:http';

const resource = (name, kind) => ({ name, singularName: kind.toLowerCase(), namespaced: true, kind, verbs: ['get'] });
const list = (groupVersion, resources) => ({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
const apps = { groupVersion: 'apps/v1', version: 'v1' };

const ANSWERS = {
  '/version': { major: '1', minor: '34', gitVersion: 'v1.34.4' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: 'apps', versions: [apps], preferredVersion: apps }],
  },
  '/api/v1': list('v1', [
    resource('configmaps', 'ConfigMap'),
    resource('secrets', 'Secret'),
    resource('services', 'Service'),
  ]),
  '/apis/apps/v1': list('apps/v1', [resource('statefulsets', 'StatefulSet')]),
};

const server = createServer((request, response) => {
  const answer = ANSWERS[(request.url ?? '').replace(/\?.*/, '')];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? { kind: 'Status', status: 'Failure', code: 404 }));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit()).resume();
