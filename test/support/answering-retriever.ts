import type { Passage, Retriever } from '#core/retriever.ts';

/** A passage of a Markdown file; `headings` outermost first. */
export function passageOf(path: string, overrides: Partial<Passage> = {}): Passage {
  return {
    chunkId: `chk_${path}`,
    text: `What ${path} says.`,
    score: 0.5,
    documentId: path,
    documentTitle: path,
    url: `https://docs.example.com/${path}`,
    anchor: undefined,
    headings: [],
    path,
    ...overrides,
  };
}

/** What a server tells that knows nothing of paths, links and headings. */
export const untold: Partial<Passage> = {
  url: undefined,
  anchor: undefined,
  headings: undefined,
  path: undefined,
};

/** Answers each question from a table: passages best first, or an error that it throws. */
export function answeringRetriever(
  answers: Readonly<Record<string, readonly Passage[] | Error>>,
): Retriever {
  return {
    async search({ text }) {
      const answer = answers[text] ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}
