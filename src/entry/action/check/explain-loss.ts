import type { CaseChange } from '#evals/case-change.ts';
import { explainChange } from '#evals/report/explain-change.ts';
import type { Suite } from '#evals/suite.ts';
import type { Loss } from './locate-loss.ts';

/** What happened to a question, to be read behind its text, and what a writer does about it. */
export interface LossWords {
  readonly cause: string;
  readonly advice: string;
}

/** Puts a lost answer into words for whoever wrote the change. Text of others is in it as it came. */
export function explainLoss(
  change: CaseChange,
  loss: Loss | undefined,
  { topK, fileName }: Pick<Suite, 'topK' | 'fileName'>,
): LossWords {
  const { movement, advice, others } = explainChange(change, topK);
  const [first] = others;
  const instead = first === undefined ? '' : ` What comes first now: ${first.place}.`;
  const cure = `or point the question in ${fileName} to the place that answers it now.`;
  // What had no answer before either did not lose it by this change.
  if (change.kind !== 'lost') return { cause: `has no answer: ${movement}.`, advice };
  switch (loss?.cause) {
    case 'page':
      return lost('this change removes the page.', `Restore the page, ${cure}`);
    case 'moved': {
      const { file } = loss.place;
      const to = loss.anchor === undefined ? file : `${file}#${loss.anchor}`;
      return {
        cause: `loses its answer: this change moves its page to ${file}.`,
        advice: `Point the question in ${fileName} to ${to}.`,
      };
    }
    case 'left-out':
      return lost(
        'the page is a draft now, or says that it is not to be indexed.',
        `Publish the page, ${cure}`,
      );
    case 'heading':
      return lost(
        `this change removes its heading (#${loss.anchor}).`,
        `Restore the heading, ${cure}`,
      );
    case 'section':
      return lost(
        `this change edits the ${loss.anchor === undefined ? 'page' : `section (#${loss.anchor})`} that answered it (${movement}).`,
        `Bring back the words that answer it, ${cure}`,
      );
    case 'elsewhere':
      return {
        cause: `loses its answer, although its section stands as it stood: other passages come before it now (${movement}).${instead}`,
        advice: `Use the words of the question in its section, ${cure}`,
      };
    default:
      return { cause: `has no answer: ${movement}.`, advice };
  }

  function lost(why: string, what: string): LossWords {
    return { cause: `loses its answer: ${why}${instead}`, advice: what };
  }
}
