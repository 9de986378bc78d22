import { workerData } from 'node:worker_threads';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { answerCalls } from '#runtime/threads/answer-calls.ts';
import { createSearch, type SearchRequest } from '#twig/search/create-search.ts';

/** A thread that searches `index.db` and writes nothing, so that the event loop waits for no search. */
const { path } = workerData as { readonly path: string };
const search = createSearch(openDatabase({ path, migrations: [], readOnly: true }));
answerCalls({ search: async (request: SearchRequest) => search(request) });
