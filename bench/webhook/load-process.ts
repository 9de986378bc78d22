/**
 * Sends signed deliveries, each another one, from a process of its own:
 * `node load-process.ts URL SECRET SECONDS CONNECTIONS`. Prints one JSON object.
 */
import { createHmac } from 'node:crypto';
import { importPeer } from '../chunking/import-peer.ts';

interface Load {
  on(event: 'response', listener: (client: unknown, status: number, bytes: number) => void): void;
}
interface LoadResult {
  readonly requests: { readonly total: number };
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly duration: number;
  readonly errors: number;
  readonly non2xx: number;
}
interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
  readonly requests: readonly {
    readonly method: 'POST';
    setupRequest(request: object): object;
    onResponse(status: number, body: string): void;
  }[];
}
type StartLoad = (
  options: LoadOptions,
  done: (error: Error | null, result: LoadResult) => void,
) => Load;

const [url = '', secret = '', seconds = '10', connections = '50'] = process.argv.slice(2);
const peer = await importPeer<{ readonly default: StartLoad }>('autocannon');
if (peer === undefined) {
  console.log(JSON.stringify({ missing: true }));
  process.exit();
}
const padding = 'x'.repeat(900);
const receipts: string[] = [];
let sent = 0;
const result = await new Promise<LoadResult>((resolve, reject) => {
  peer.default(
    {
      url,
      connections: Number(connections),
      duration: Number(seconds),
      requests: [
        {
          method: 'POST',
          setupRequest(request) {
            sent += 1;
            const body = JSON.stringify({ event: 'data_source.synced', data: { sent, padding } });
            const signature = createHmac('sha256', secret).update(body).digest('hex');
            const headers = { 'content-type': 'application/json', 'x-twig-signature': signature };
            return { ...request, body, headers };
          },
          onResponse(status, body) {
            if (status === 202) receipts.push(body.slice(body.indexOf('msg_'), -2));
          },
        },
      ],
    },
    (error, loaded) => (error ? reject(error) : resolve(loaded)),
  );
});
const { p50, p99, max } = result.latency;
const { errors, non2xx, duration } = result;
// The list of receipts is long; nothing else may be printed behind it.
process.stdout.write(
  `${JSON.stringify({ seconds: duration, p50, p99, max, errors, non2xx, receipts })}\n`,
);
