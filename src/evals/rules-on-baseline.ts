import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';
import { about, type Finding, type Rule } from './gate-rule.ts';

/** A baseline made in another way says nothing about this run. */
export const comparable: Rule = ({ run, baseline, changes }) => {
  if (baseline === undefined) return [];
  const { topK, fileName } = run.suite;
  const findings: Finding[] = [];
  if (baseline.topK !== topK) {
    findings.push({
      weight: 'inconclusive',
      code: 'top_k_differs',
      message: `The baseline looked at the first ${baseline.topK} results, this run at the first ${topK}`,
      hint: `Set top_k back to ${baseline.topK}, or bless this run: ${blessCommand(fileName)}.`,
      questionIds: [],
    });
  }
  if (changes.every(({ standing }) => standing !== 'compared')) {
    findings.push({
      weight: 'inconclusive',
      code: 'nothing_comparable',
      message: `The baseline (of the suite "${cutText(baseline.suite, 60)}") has none of these questions as they are now`,
      hint: `Name the right baseline with --baseline, or bless this run: ${blessCommand(fileName)}.`,
      questionIds: [],
    });
  }
  return findings;
};

/** Without floor and critical questions nothing was tested at all: that is no pass. */
export const noBaseline: Rule = ({ run, baseline, floors }) => {
  if (baseline !== undefined) return [];
  const isTested = floors.size > 0 || run.cases.some(({ question }) => question.critical);
  return [
    {
      weight: isTested ? 'note' : 'inconclusive',
      code: 'no_baseline',
      message: 'No baseline yet: there is nothing to compare this run with',
      hint: `Bless one with ${blessCommand(run.suite.fileName)}`,
      questionIds: [],
    },
  ];
};

/** What the baseline does not cover yet. */
export const newOrEdited: Rule = ({ baseline, changes }) => {
  if (baseline === undefined) return [];
  const note = (standing: 'new' | 'edited', message: (count: number) => string) =>
    about(
      changes.filter((change) => change.standing === standing),
      (count) => ({
        weight: 'note',
        code: `questions_${standing}`,
        message: message(count),
        hint: 'Bless a run to take them up into the baseline.',
      }),
    );
  return [
    ...note('new', (count) => `${plural(count, 'question')} not in the baseline yet`),
    ...note(
      'edited',
      (count) =>
        `${plural(count, 'question')} changed since the baseline and ${count === 1 ? 'is' : 'are'} not compared`,
    ),
  ];
};

/** Questions that went away: a reviewer should see that a hard one was not just dropped. */
export const removed: Rule = ({ run, baseline }) => {
  const asked = new Set(run.cases.map(({ question }) => question.id));
  const ids = [...(baseline?.cases.keys() ?? [])].filter((id) => !asked.has(id));
  if (ids.length === 0) return [];
  return [
    {
      weight: 'note',
      code: 'questions_removed',
      message: `${plural(ids.length, 'question')} of the baseline ${ids.length === 1 ? 'is' : 'are'} no longer in the suite`,
      hint: 'If that is meant, bless a run to drop them from the baseline too.',
      questionIds: ids,
    },
  ];
};

function blessCommand(fileName: string): string {
  const isPlain = /^[\w./\\:-]+$/.test(fileName);
  return `twigkit eval ${isPlain ? fileName : JSON.stringify(fileName)} --bless`;
}
