import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';

/** As much of a Kubernetes object as the trials read. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    resourceVersion?: string;
    uid?: string;
    generation?: number;
    deletionTimestamp?: string;
  };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

/** An answer of the API server that is no success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Api {
  /** The answer's body, parsed; `body` is sent as JSON. Throws `ApiError` for a status of 400 and up. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Follows a collection until `pick` of all its objects is defined; throws after `timeoutMs`, saying `what`. */
  until: <T>(
    path: string,
    what: string,
    timeoutMs: number,
    pick: (objects: ReadonlyMap<string, KubeObject>) => T | undefined,
  ) => Promise<T>;
  close: () => void;
}

export interface Endpoint {
  port: number;
  token: string;
  ca: string | Buffer;
}

/** A client for the API server on the loopback interface. */
export function connect({ port, token, ca }: Endpoint): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca });
  const open = (method: string, path: string, body: unknown, signal?: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      // Node.js counts no body for DELETE by itself.
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      const options = { host: '127.0.0.1', port, path, method, headers, agent, ...(signal && { signal }) };
      const sent = request(options, resolve);
      sent.once('error', reject);
      sent.end(text);
    });
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await open(method, path, body);
    const text = await textOf(response);
    const status = response.statusCode ?? 0;
    if (status >= 400) throw new ApiError(status, `${method} ${path}: ${status} ${messageOf(text)}`);
    return parsed(text);
  };
  return {
    call,
    until: async (path, what, timeoutMs, pick) => {
      const late = AbortSignal.timeout(timeoutMs);
      let state = '';
      try {
        // A watch ends now and then by itself; then list again.
        for (;;) {
          const list = (await call('GET', path)) as { metadata: { resourceVersion: string }; items: KubeObject[] };
          const objects = new Map(list.items.map((object) => [object.metadata.name, object]));
          const query = `watch=true&resourceVersion=${list.metadata.resourceVersion}`;
          const lines = await open('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`, undefined, late);
          const found = await follow(lines, objects, pick);
          if (found !== undefined) return found;
          state = `${objects.size} objects`;
          late.throwIfAborted();
        }
      } catch (error) {
        if (!late.aborted) throw error;
        throw new Error(`${what}: not within ${timeoutMs} ms ${state}`, { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}

/** Reads watch events into `objects` until `pick` finds something; undefined when the server ends the watch. */
async function follow<T>(
  response: IncomingMessage,
  objects: Map<string, KubeObject>,
  pick: (objects: ReadonlyMap<string, KubeObject>) => T | undefined,
): Promise<T | undefined> {
  try {
    let found = pick(objects);
    if (found !== undefined) return found;
    let rest = '';
    response.setEncoding('utf8');
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!apply(JSON.parse(line), objects)) return undefined;
      found = pick(objects);
      if (found !== undefined) return found;
    }
    return undefined;
  } finally {
    response.destroy();
  }
}

/** False for an event that says the watch's own end. */
function apply(event: { type: string; object: KubeObject }, objects: Map<string, KubeObject>): boolean {
  const { type, object } = event;
  if (type === 'ERROR') return false;
  if (type === 'DELETED') objects.delete(object.metadata.name);
  else if (type !== 'BOOKMARK') objects.set(object.metadata.name, object);
  return true;
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response as AsyncIterable<string>) text += chunk;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageOf(text: string): string {
  const body = parsed(text);
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : text.slice(0, 300);
}
