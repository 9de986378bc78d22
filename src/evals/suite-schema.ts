import * as z from 'zod';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { compileJsonSchema } from './checks/compile-json-schema.ts';
import { patternFault } from './checks/match-pattern.ts';
import { foldWords } from './fold-words.ts';
import { metricNames } from './metrics/metric-names.ts';
import { defaultGate } from './suite.ts';
import { type TargetFault, targetFaults } from './target-faults.ts';

const line = z.string().trim().min(1).max(2_000);
const words = z.string().trim().min(1).max(10_000);
const share = z.number().min(0).max(1);

const placeFields = {
  path: line.optional(),
  url: line.optional(),
  anchor: line.optional(),
  heading: line.optional(),
  title: line.optional(),
  quote: words.optional(),
};
const targetFields = z.strictObject({
  ...placeFields,
  grade: z.int().min(0).max(3).default(1),
});
const forbiddenFields = z.strictObject(placeFields);

/** A target as a suite file has it. */
export type WrittenTarget = z.infer<typeof targetFields>;

const targetSchema = targetFields.superRefine((target, context) => {
  addFaults(context, targetFaults(target));
});
const forbiddenSchema = forbiddenFields.superRefine((target, context) => {
  addFaults(context, targetFaults(target));
});

function addFaults(context: z.core.$RefinementCtx<unknown>, faults: readonly TargetFault[]): void {
  for (const { key, message } of faults) {
    context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message });
  }
}

const oneOrMore = <Item extends z.ZodType<string>>(item: Item) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item).min(1));

const someWords = words.refine((text) => foldWords(text) !== '', {
  error: 'found no words in it, expected words that the answer has. Write them out',
});

const pattern = words.superRefine((text, context) => {
  const fault = patternFault(text);
  if (fault === undefined) return;
  context.addIssue({
    code: 'custom',
    message:
      `found a pattern that JavaScript cannot read (${cutText(fault, 120)}), expected a regular expression. ` +
      "Write it between single quotes, like `'\\d+ days'`",
  });
});

const jsonSchema = z.record(z.string(), z.unknown()).superRefine((schema, context) => {
  try {
    compileJsonSchema(schema);
  } catch (thrown) {
    context.addIssue({
      code: 'custom',
      message:
        `found a schema that cannot be used (${cutText(asError(thrown).message, 160)}), expected JSON Schema 2020-12. ` +
        'Write `{type: object, required: [name]}`',
    });
  }
});

const numberSchema = z.preprocess(
  (value) => (typeof value === 'number' ? { value } : value),
  z.strictObject({ value: z.number(), tolerance: z.number().min(0).default(0) }),
);

const answerSchema = z.strictObject({
  contains: oneOrMore(someWords).optional(),
  not_contains: oneOrMore(someWords).optional(),
  regex: oneOrMore(pattern).optional(),
  number: numberSchema.optional(),
  json_schema: jsonSchema.optional(),
  citations_resolve: z.boolean().optional(),
});

/** What must hold of an answer, as a suite file has it. */
export type WrittenChecks = z.infer<typeof answerSchema>;

const questionFields = z.strictObject({
  id: line.regex(/^\P{Cc}+$/u),
  question: words,
  targets: z.array(targetSchema).min(1).optional(),
  answer: answerSchema.optional(),
  should_refuse: z.boolean().default(false),
  must_not_cite: z.array(forbiddenSchema).min(1).optional(),
  reference: words.optional(),
  critical: z.boolean().default(false),
  tags: z.array(line).default([]),
  owner: line.optional(),
});

/** A question as a suite file has it, defaults filled in. */
export type WrittenQuestion = z.infer<typeof questionFields>;

export const questionSchema = questionFields.superRefine((question, context) => {
  const { targets, should_refuse, answer, must_not_cite } = question;
  if (targets === undefined && !should_refuse && !answer && !must_not_cite) {
    // No message: the help for the key says what belongs there.
    context.addIssue({
      code: 'invalid_type',
      expected: 'array',
      path: ['targets'],
      input: undefined,
    });
  }
  if (should_refuse && targets?.some(({ grade }) => grade > 0)) {
    context.addIssue({
      code: 'custom',
      path: ['should_refuse'],
      message:
        'found it beside targets that answer the question, expected one or the other. ' +
        'Remove `should_refuse`, or give the targets `grade: 0`',
    });
  }
});

const gateSchema = z.strictObject({
  primary: z.enum(metricNames).optional(),
  margin: share.default(defaultGate.margin),
  alpha: z.number().gt(0).max(0.5).default(defaultGate.alpha),
  on_lost: z.enum(['fail', 'warn']).default(defaultGate.onLost),
});

const judgeSchema = z.strictObject({
  votes: z.int().min(1).max(15).default(3),
  max_tokens: z.int().min(1).default(200_000),
  rubric: words.optional(),
});

const floorsSchema = z.partialRecord(z.enum(metricNames), share);

/** A suite file. Limits are those of Twig's semantic search: 200 results, 10,000 characters. */
export const suiteSchema = z.strictObject({
  name: line.optional(),
  top_k: z.int().min(1).max(200).default(10),
  unit: z.enum(['passage', 'document']).default('passage'),
  floor: share.optional(),
  floors: floorsSchema.default({}),
  gate: gateSchema.prefault({}),
  agent: line.optional(),
  judge: judgeSchema.optional(),
  questions: z.array(questionSchema).min(1),
});

/** What stands in a suite beside its questions. */
export const settingsSchema = suiteSchema.omit({ questions: true });
export type WrittenSettings = z.infer<typeof settingsSchema>;

const keysOf: Readonly<Record<string, readonly string[]>> = {
  targets: Object.keys(targetFields.shape),
  must_not_cite: Object.keys(forbiddenFields.shape),
  answer: Object.keys(answerSchema.shape),
  number: ['value', 'tolerance'],
  gate: Object.keys(gateSchema.shape),
  judge: Object.keys(judgeSchema.shape),
  floors: metricNames,
  questions: Object.keys(questionFields.shape),
};

/** The keys that may stand where a path leads in a suite. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const parent = path.findLast((step) => typeof step === 'string');
  return (
    (parent === undefined ? undefined : keysOf[String(parent)]) ?? Object.keys(suiteSchema.shape)
  );
}

/** The keys of one question, where a file is a list of them. */
export const questionKeys: readonly string[] = Object.keys(questionFields.shape);
