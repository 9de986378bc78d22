import type { Workspace } from '../open-workspace.ts';

/** Rejects when the store or the embedded index does not answer. */
export async function isReady({ store, twig }: Pick<Workspace, 'store' | 'twig'>): Promise<void> {
  await store.queue.nextDueAt([]);
  const answer = await twig.embedded?.server.fetch(new Request('http://embedded/readyz'));
  if (answer?.ok === false) throw new Error('The embedded server is not ready.');
}
