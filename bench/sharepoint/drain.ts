/**
 * Reads a SharePoint library as a sync would, loads every hundredth document and keeps nothing: run as
 * a process of its own with the address, it prints how many there were and its peak memory in MB.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharepoint } from '../../connectors/sharepoint/index.ts';
import { systemClock } from '../../src/core/clock.ts';
import { openStore } from '../../src/entry/open-store.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { drainSource } from '../drain-source.ts';

const [url = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const http = createHttp();
const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
const store = await openStore({ dataDir: folder, clock: systemClock });
const source = sharepoint.connect(
  { base_url: url, token: 'x', drives: ['b!bench'], public: true },
  { http, clock: systemClock, signal, folder, notebook: store.notebook('bench') },
);
await drainSource(source, {
  loadEvery: 100,
  async close() {
    await http.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  },
});
