import * as z from 'zod';
import { cutText } from '#util/cut-text.ts';
import { fragmentOf } from './document-address.ts';
import { foldWords } from './fold-words.ts';

const line = z.string().trim().min(1).max(2_000);

const targetFields = z.strictObject({
  path: line.optional(),
  url: line.optional(),
  anchor: line.optional(),
  heading: line.optional(),
  title: line.optional(),
  quote: z.string().trim().min(1).max(10_000).optional(),
});

/** A target as a suite file has it. */
export type WrittenTarget = z.infer<typeof targetFields>;

const targetSchema = targetFields.superRefine((target, context) => {
  for (const { key, message } of targetFaults(target)) {
    context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message });
  }
});

const questionSchema = z.strictObject({
  id: line.regex(/^\P{Cc}+$/u),
  question: z.string().trim().min(1).max(10_000),
  targets: z.array(targetSchema).min(1),
  critical: z.boolean().default(false),
  tags: z.array(line).default([]),
});

/** A question as a suite file has it, defaults filled in. */
export type WrittenQuestion = z.infer<typeof questionSchema>;

/** A suite file. Limits are those of Twig's semantic search: 200 results, 10,000 characters. */
export const suiteSchema = z.strictObject({
  name: line.optional(),
  top_k: z.int().min(1).max(200).default(10),
  floor: z.number().min(0).max(1).optional(),
  questions: z.array(questionSchema).min(1),
});

/** The keys that may stand where a path leads. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(suiteSchema.shape);
  return Object.keys(path.includes('targets') ? targetFields.shape : questionSchema.shape);
}

interface TargetFault {
  readonly key?: keyof WrittenTarget;
  readonly message: string;
}

function targetFaults(target: WrittenTarget): readonly TargetFault[] {
  const { path, url, anchor, title, quote } = target;
  const faults: TargetFault[] = [];
  if (path === undefined && url === undefined && title === undefined && quote === undefined) {
    faults.push({
      message:
        'found no document, expected path, url, title or quote. Write `path: docs/transactions.md`',
    });
  }
  if (path !== undefined) {
    const glued = /^(.+\.\w{1,8})#(.+)$/.exec(path);
    if (/^https?:\/\//i.test(path)) {
      const message = `found a web address, expected the path of a file. Write \`url: ${path}\``;
      faults.push({ key: 'path', message });
    } else if (glued) {
      const message =
        `found "${cutText(path, 80)}", expected the section under a key of its own. ` +
        `Write \`path: ${glued[1]}\` and \`anchor: ${anchor ?? glued[2]}\``;
      faults.push({ key: 'path', message });
    }
  }
  if (url !== undefined && !(/^https?:\/\//i.test(url) && URL.canParse(url))) {
    const message =
      `found "${cutText(url, 80)}", expected an address that begins with https://. ` +
      'Write `url: https://docs.example.com/transactions`; a file goes under `path`';
    faults.push({ key: 'url', message });
  }
  const fragment = url === undefined ? undefined : fragmentOf(url);
  if (anchor !== undefined && fragment !== undefined && fragment !== anchor.replace(/^#/, '')) {
    const message =
      `found "${cutText(anchor, 80)}", but "${cutText(fragment, 80)}" behind the # of url, ` +
      'expected one section. Remove the wrong one';
    faults.push({ key: 'anchor', message });
  }
  if (quote !== undefined && foldWords(quote) === '') {
    const message = 'found no words in it, expected some words of the passage. Write them out';
    faults.push({ key: 'quote', message });
  }
  return faults;
}
