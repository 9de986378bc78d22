import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { matchesPattern } from './match-pattern.ts';

/**
 * A JSON Schema (draft 2020-12) as a function. Patterns in it run under the same time limit as all
 * others; nothing is fetched.
 *
 * @throws Error that says what is wrong with the schema.
 */
export function compileJsonSchema(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const guarded = (pattern: string) => ({
    test: (text: string) => matchesPattern(pattern, text) === 'match',
    exec: () => null,
    // By this text ajv tells one pattern from another.
    toString: () => `/${pattern}/u`,
  });
  const ajv = new Ajv2020({
    strict: false,
    allErrors: false,
    validateFormats: false,
    logger: false,
    // Only standalone code generation, which we do not use, reads `code`.
    code: { regExp: Object.assign(guarded, { code: 'guarded' }) },
  });
  return ajv.compile(schema);
}
