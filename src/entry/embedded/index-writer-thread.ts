import { workerData } from 'node:worker_threads';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { answerCalls } from '#runtime/threads/answer-calls.ts';
import { createIndexWriter } from '#twig/server/create-index-writer.ts';
import type { PushPartChange } from '#twig/server/index-writer.ts';
import { indexMigrations } from '#twig/server/store/index-migrations.ts';

/** The thread that owns every write to `index.db`, so that the event loop never waits for a commit. */
const { path } = workerData as { readonly path: string };
const database = openDatabase({ path, migrations: indexMigrations });
// A part changes more pages than the usual 2 MB hold, and each that must give way is written twice.
database.all('PRAGMA cache_size = -8000');
const writer = createIndexWriter(database);
answerCalls({
  ...writer,
  async pushPart(change: PushPartChange) {
    try {
      return await writer.pushPart(change);
    } finally {
      // Frees the bytes now, for this thread makes little garbage and collects it late. They were given
      // over, and are no shared memory.
      (change.body.buffer as ArrayBuffer).transfer(0);
    }
  },
});
