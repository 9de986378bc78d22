import { gate } from '#evals/gate.ts';
import type { Finding, Rule } from '#evals/gate-rule.ts';
import { noBaseline } from '#evals/rules-on-baseline.ts';
import { plural } from '#util/plural.ts';
import type { ActionSettings } from '../settings.ts';

export interface CheckRuleOptions {
  readonly failOn: ActionSettings['failOn'];
  /** Why there is no base; undefined when there is one. */
  readonly missingBase: string | undefined;
  /** Questions of the base's suite that the change edited; those that it removed, the gate sees. */
  readonly editedIds: readonly string[];
}

/**
 * The gate of the eval runner for a change: its baseline is the base, so nothing is ever blessed.
 * Without a base the verdict is open unless a floor or a critical question decides it.
 */
export function checkRules(options: CheckRuleOptions): readonly Rule[] {
  const { missingBase, failOn } = options;
  const rules = gate.filter((rule) => missingBase === undefined || rule !== noBaseline);
  return [
    ...rules.map(
      (rule): Rule =>
        (evidence) =>
          rule(evidence).map((finding) => soften(reword(finding), failOn)),
    ),
    () => (missingBase === undefined ? [] : [baseMissing(missingBase)]),
    () => questionsEdited(options.editedIds),
  ];
}

/** With `fail-on: floor` a lost answer is worth a look, and no failure. */
const lossCodes: readonly string[] = ['target_lost', 'primary_dropped'];

function soften(finding: Finding, failOn: ActionSettings['failOn']): Finding {
  const isLoss =
    failOn === 'floor' && finding.weight === 'fail' && lossCodes.includes(finding.code);
  return isLoss ? { ...finding, weight: 'warn' } : finding;
}

function reword(finding: Finding): Finding {
  switch (finding.code) {
    case 'target_lost': {
      const count = plural(finding.questionIds.length, 'question');
      return {
        ...finding,
        message: `This change takes the answer from ${count}`,
        hint: 'Mend the pages named below. If the change is meant, correct the targets in the suite with it.',
      };
    }
    case 'primary_dropped':
      return {
        ...finding,
        hint: 'Mend the pages of the questions that moved down, or correct the targets in the suite with the change.',
      };
    case 'questions_removed': {
      const count = plural(finding.questionIds.length, 'question');
      const message = `${count} of the suite ${finding.questionIds.length === 1 ? 'is' : 'are'} removed by this change`;
      return { ...finding, message, hint: 'Is that meant?' };
    }
    case 'critical_missed':
      return { ...finding, hint: 'A critical question must find its target in every check.' };
    case 'targets_stale':
      return { ...finding, hint: 'Correct the path or address of these targets.' };
    default:
      return finding;
  }
}

function baseMissing(reason: string): Finding {
  return {
    weight: 'inconclusive',
    code: 'base_missing',
    message: 'There is no base to compare with, so only floors and critical questions count',
    hint: reason,
    questionIds: [],
  };
}

function questionsEdited(ids: readonly string[]): readonly Finding[] {
  if (ids.length === 0) return [];
  return [
    {
      weight: 'note',
      code: 'questions_edited',
      message: `${plural(ids.length, 'question')} ${ids.length === 1 ? 'was' : 'were'} edited by this change, and ${ids.length === 1 ? 'is' : 'are'} asked of both trees as ${ids.length === 1 ? 'it stands' : 'they stand'} now`,
      hint: 'Is that meant?',
      questionIds: ids,
    },
  ];
}
