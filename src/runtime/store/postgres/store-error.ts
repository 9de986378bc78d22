import {
  FixCredentialsError,
  FixInputError,
  RetryError,
  StopRunError,
  TwigkitError,
} from '#core/errors.ts';

/**
 * What a failure of PostgreSQL means for the caller. `label` names the database without its password.
 * A store that is away is worth another try; a refused value or a missing right is not.
 */
export function toStoreError(cause: unknown, label: string): TwigkitError {
  if (cause instanceof TwigkitError) return cause;
  const state = sqlStateOf(cause);
  const said = messageOf(cause);
  if (/^28/.test(state)) {
    return new FixCredentialsError(`PostgreSQL at ${label} refused the login: ${said}.`, {
      code: 'database_login',
      hint: 'Check user and password in DATABASE_URL.',
      cause,
    });
  }
  if (state === '42501') {
    return new FixCredentialsError(`PostgreSQL at ${label} refused access: ${said}.`, {
      code: 'database_access',
      hint: 'Let the user of DATABASE_URL own its database, or grant it CREATE on it.',
      cause,
    });
  }
  if (state === '3D000') {
    return new FixInputError(`There is no such database at ${label}: ${said}.`, {
      code: 'database_missing',
      hint: 'Create it with "createdb NAME", or correct DATABASE_URL.',
      cause,
    });
  }
  if (isRefusal(state)) {
    return new StopRunError(`PostgreSQL at ${label} refused what was to be stored: ${said}.`, {
      code: 'store_refused',
      hint: 'If it happens again with the same input, please report it with this message.',
      cause,
    });
  }
  return new RetryError(`PostgreSQL at ${label} did not answer: ${said}.`, {
    code: 'store_unavailable',
    hint: 'Check that the server runs and can be reached; what was not confirmed is tried again.',
    cause,
  });
}

/** A value or a statement that would be refused again: SQLSTATE classes 22, 23, 42 and 54. */
function isRefusal(state: string): boolean {
  return /^(22|23|42|54)/.test(state);
}

function sqlStateOf(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : '';
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
}

/** A host with several addresses fails with one error per address and no words of its own. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') {
    return cause.errors.map(messageOf).join('; ');
  }
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
}
