/**
 * Reads a Confluence as a sync would, loads every tenth document and keeps nothing: run as a process
 * of its own with the site's address, it prints how many there were and its peak memory in MB.
 */
import { confluence } from '../../connectors/confluence/index.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createMemoryNotebook } from '../../src/runtime/store/memory-notebook.ts';
import { drainSource } from '../drain-source.ts';

const [url = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const http = createHttp();
const source = confluence.connect(
  {
    url,
    deployment: 'cloud',
    email: 'a@example.com',
    api_token: 'x',
    public: true,
    concurrency: 16,
  },
  { http, clock: systemClock, signal, folder: '/', notebook: createMemoryNotebook() },
);
await drainSource(source, { loadEvery: 10, close: http.close });
