/**
 * Reads a Google Drive as a sync would, loads every hundredth document and keeps nothing: run as a
 * process of its own with the address, it prints how many there were and its peak memory in MB.
 */
import { googleDrive } from '../../connectors/google_drive/index.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createMemoryNotebook } from '../../src/runtime/store/memory-notebook.ts';

const [url = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const http = createHttp();
const source = googleDrive.connect(
  { base_url: url, token: 'x', public: true },
  { http, clock: systemClock, signal, folder: '/', notebook: createMemoryNotebook() },
);
const startedAt = performance.now();
let documents = 0;
for await (const scope of source.scopes()) {
  for await (const event of source.read(scope, undefined, async () => undefined)) {
    if (event.is !== 'item') continue;
    documents += 1;
    if (documents % 100 === 0) await event.item.load?.(signal);
  }
}
await http.close();
const seconds = (performance.now() - startedAt) / 1_000;
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ documents, seconds, peakMb }));
