import { errorBody } from '#twig/api/error-body.ts';
import type { LegacyErrorBody } from '#twig/api/legacy/envelope.ts';
import { camelName } from './camel-name.ts';

/** Fields of v1 that these calls have by another name than their own in camelCase. */
const otherNames: Readonly<Record<string, string>> = {
  rag_strategy: 'strategyCode',
  sync_frequency: 'refreshFrequency',
};

/** v1's refusal in these calls' envelope and names; undefined when it is no refusal of v1. */
export function legacyError(body: unknown): LegacyErrorBody | undefined {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { code, message, details } = parsed.data.error;
  const names = Object.keys(details).map((name) => [name, nameOf(name)] as const);
  return {
    error: {
      code,
      message: names.reduce((text, [v1, legacy]) => text.replaceAll(v1, legacy), message),
      details: Object.fromEntries(names.map(([v1, legacy]) => [legacy, details[v1]])),
    },
    status: 'error',
  };
}

function nameOf(name: string): string {
  return otherNames[name] ?? camelName(name);
}
