import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t, { type Test } from 'tap';
import { onPath } from '../../helpers/binaries.js';
import { run } from '../../helpers/fake-io.js';

// An editor's language server for YAML on what `init` writes.

const server = onPath('yaml-language-server');
const skip = server ? false : 'no yaml-language-server on the PATH';
const NODES = ['a=10.0.0.1', 'b=10.0.0.2', 'c=10.0.0.3'].flatMap((one) => ['--node', one]);

interface Message {
  id?: number | string;
  method?: string;
  params?: { uri?: string; diagnostics?: { message: string }[]; items?: unknown[] };
  result?: { contents?: { value: string } };
}

/** The Language Server Protocol over standard streams, as much as is needed. */
function client(
  t: Test,
  child: ChildProcess,
): { send: (message: object) => void; next: (wanted: (one: Message) => boolean) => Promise<Message> } {
  const waiting: { wanted: (one: Message) => boolean; give: (one: Message) => void }[] = [];
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const take = (message: Message): void => {
    // Whatever the server asks for, there is nothing.
    if (message.method && message.id !== undefined)
      send({ id: message.id, result: message.params?.items?.map(() => null) ?? null });
    const at = waiting.findIndex(({ wanted }) => wanted(message));
    if (at >= 0) waiting.splice(at, 1)[0]?.give(message);
  };
  let buffer = Buffer.alloc(0);
  child.stdout?.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const [, length] = /^Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n/.exec(buffer.toString('latin1')) ?? [];
      const head = buffer.indexOf('\r\n\r\n') + 4;
      if (length === undefined || buffer.length < head + Number(length)) return;
      const body = buffer.subarray(head, head + Number(length));
      buffer = buffer.subarray(head + Number(length));
      take(JSON.parse(body.toString()));
    }
  });
  t.teardown(() => child.kill());
  return { send, next: (wanted) => new Promise((give) => waiting.push({ wanted, give })) };
}

t.test('an editor knows every setting, and what is wrong', { skip, timeout: 60_000 }, async (t) => {
  const { files } = await run(['init', ...NODES, '--set', 'install.replicas=0']);
  const text = files['./redis-hostport.yaml'] ?? '';
  const folder = t.testdir({});
  writeFileSync(join(folder, 'redis-hostport.yaml'), text);
  writeFileSync(join(folder, 'redis-hostport.schema.json'), files['redis-hostport.schema.json'] ?? '');
  const uri = pathToFileURL(join(folder, 'redis-hostport.yaml')).href;
  const { send, next } = client(t, spawn(server ?? '', ['--stdio']));
  const diagnosed = () =>
    next(({ method, params }) => method === 'textDocument/publishDiagnostics' && params?.uri === uri);
  const answer = (id: number) => next((one) => one.id === id && one.method === undefined);

  send({
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} },
  });
  await answer(1);
  send({ method: 'initialized', params: {} });
  const settings = { yaml: { validate: true, hover: true, schemaStore: { enable: false } } };
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
  const first = await diagnosed();
  t.same(first.params?.diagnostics, []);

  const line = text.split('\n').findIndex((one) => one.startsWith('  local-data:'));
  send({ id: 2, method: 'textDocument/hover', params: { textDocument: { uri }, position: { line, character: 4 } } });
  const hover = await answer(2);
  t.match(hover.result?.contents?.value, /Keeps each pod's data on the disk of its own node/);

  const wrong = text.replace('placement: runbook', 'placement: runbok');
  t.not(wrong, text);
  send({
    method: 'textDocument/didChange',
    params: { textDocument: { uri, version: 2 }, contentChanges: [{ text: wrong }] },
  });
  const second = await diagnosed();
  t.match(JSON.stringify(second.params?.diagnostics), /runbook/);
});
