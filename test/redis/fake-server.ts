import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** Answers a command by its words; undefined: no answer at all. */
export type Answers = (words: readonly string[]) => string | undefined;

/** A server on a loopback address, on a free port where none is given, that speaks just enough of Redis' protocol. */
export async function fakeServer(t: Test, host: string, answers: Answers, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
      for (let command = firstCommand(received); command; command = firstCommand(received)) {
        received = received.slice(command.length);
        const answer = answers(command.words);
        if (answer !== undefined) socket.write(answer);
      }
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** An array of bulk strings: `*2\r\n$4\r\nAUTH\r\n$…`. */
function firstCommand(received: string): { words: string[]; length: number } | undefined {
  const lines = received.split('\r\n');
  const count = Number(/^\*(\d+)$/.exec(lines[0] ?? '')?.[1] ?? Number.NaN);
  if (!(lines.length > count * 2 + 1)) return undefined;
  const used = lines.slice(0, count * 2 + 1);
  return { words: used.filter((_, index) => index > 0 && index % 2 === 0), length: used.join('\r\n').length + 2 };
}
