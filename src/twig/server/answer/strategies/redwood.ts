import type { Strategy } from '../tools.ts';

/** As many as two models' contexts of passages; the response uses the best. */
export const passageCount = 10;

/** The question as it was typed, straight to the search. */
export const redwood: Strategy = async (question, { find }) => ({
  question,
  inherited: [],
  passages: await find(question, passageCount),
  turns: [],
});
