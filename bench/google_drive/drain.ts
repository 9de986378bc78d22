/**
 * Reads a Google Drive as a sync would, loads every hundredth document and keeps nothing: run as a
 * process of its own with the address, it prints how many there were and its peak memory in MB.
 */
import { googleDrive } from '../../connectors/google_drive/index.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createMemoryNotebook } from '../../src/runtime/store/memory-notebook.ts';
import { drainSource } from '../drain-source.ts';

const [url = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const http = createHttp();
const source = googleDrive.connect(
  { base_url: url, token: 'x', public: true },
  { http, clock: systemClock, signal, folder: '/', notebook: createMemoryNotebook() },
);
await drainSource(source, { loadEvery: 100, close: http.close });
