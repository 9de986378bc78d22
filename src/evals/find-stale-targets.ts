import type { CaseResult } from './case-result.ts';
import { normalisePath, normaliseUrl } from './document-address.ts';
import { describeTarget, type Target } from './suite.ts';

/** Lists every document of the index, as a suite may name it. */
export type Catalogue = (signal: AbortSignal) => AsyncIterable<CatalogueEntry>;

export interface CatalogueEntry {
  readonly path: string | undefined;
  readonly url: string | undefined;
}

/**
 * Targets that name a document which the index does not have, described, by question id. The catalogue
 * is read only when some target was seen nowhere among the results.
 */
export async function findStaleTargets(
  cases: readonly CaseResult[],
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const unseen = cases.flatMap(({ question, targets, outcome }) =>
    targets
      .filter(({ documentRank }) => outcome !== 'errored' && documentRank === undefined)
      .map(({ target }) => ({ id: question.id, target, keys: keysOf(target) }))
      .filter(({ keys }) => keys.length > 0),
  );
  if (unseen.length === 0) return new Map();
  const known = new Set<string>();
  for await (const entry of catalogue(signal)) for (const key of keysOf(entry)) known.add(key);
  const stale = unseen.filter(({ keys }) => !keys.some((key) => known.has(key)));
  const groups = Map.groupBy(stale, ({ id }) => id);
  return new Map(
    [...groups].map(([id, group]) => [id, group.map(({ target }) => describeTarget(target))]),
  );
}

function keysOf({ path, url }: Pick<Target, 'path' | 'url'> | CatalogueEntry): readonly string[] {
  return [
    ...(path === undefined ? [] : [`path ${normalisePath(path)}`]),
    ...(url === undefined ? [] : [`url ${normaliseUrl(url)}`]),
  ];
}
