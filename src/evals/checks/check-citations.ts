import type { Answer } from '#core/answerer.ts';
import type { Passage, Retriever } from '#core/retriever.ts';
import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';
import { foldWords } from '../fold-words.ts';
import type { CheckResult } from './answer-result.ts';

/** How many results are looked through for a cited passage. */
const lookAt = 20;

/**
 * Whether an answer cites, whether each marker such as `[2]` names one of its sources, and whether each
 * source is a passage that the search knows. Costs one search for each source.
 */
export async function checkCitations(
  { text, sources }: Answer,
  retriever: Retriever,
  signal: AbortSignal,
): Promise<CheckResult> {
  const fail = (message: string): CheckResult => ({
    name: 'citations_resolve',
    outcome: 'failed',
    message: `Expected citations that resolve: ${message}`,
  });
  if (sources.length === 0) return fail('the answer names no source');
  const markers = Array.from(text.matchAll(/\[(\d{1,3})\](?!\()/g), ([, digits]) => Number(digits));
  const beyond = markers.find((marker) => marker < 1 || marker > sources.length);
  if (beyond !== undefined) {
    return fail(`the answer cites [${beyond}] and has ${plural(sources.length, 'source')}`);
  }
  for (const source of sources) {
    if (!(await isKnown(source, retriever, signal))) {
      return fail(
        `the search does not know the passage cited from “${cutText(source.documentTitle, 80)}”`,
      );
    }
  }
  const message = `All of its ${plural(sources.length, 'citation')} resolve`;
  return { name: 'citations_resolve', outcome: 'passed', message };
}

async function isKnown(
  source: Passage,
  retriever: Retriever,
  signal: AbortSignal,
): Promise<boolean> {
  const words = foldWords(source.text);
  if (words === '') return false;
  const query = { text: cutText(source.text, 300), limit: lookAt };
  const found = await retriever.search(query, signal);
  return found.some(
    ({ chunkId, text }) =>
      (chunkId !== '' && chunkId === source.chunkId) || foldWords(text).includes(words),
  );
}
