import { searchText, standaloneQuestion } from '../standalone-question.ts';
import type { Strategy } from '../tools.ts';
import { passageCount } from './redwood.ts';

/** The question rewritten from the conversation so that it stands on its own, then as redwood. */
export const cedar: Strategy = async (question, tools) => {
  const turns = tools.turns();
  const standalone = await standaloneQuestion(question, turns, tools.think);
  const passages = await tools.find(searchText(standalone), passageCount);
  return { ...standalone, passages, turns };
};
