import { describe, expect, it } from 'vitest';
import { FixCredentialsError, RetryError } from '#core/errors.ts';
import { refusedFinding, tryFinding } from '#core/finding.ts';

describe('what a check finds', () => {
  it('is good where the work ends, with what the work adds', async () => {
    expect(await tryFinding('sign in', async () => undefined)).toEqual({
      ok: true,
      subject: 'sign in',
    });
    expect(await tryFinding('list sites', async () => '3 sites')).toEqual({
      ok: true,
      subject: 'list sites: 3 sites',
    });
  });

  it('names what was refused and its cure', async () => {
    const error = new FixCredentialsError('The token is wrong.', {
      code: 'token',
      hint: 'Make one.',
    });

    expect(await tryFinding('sign in', () => Promise.reject(error))).toEqual({
      ok: false,
      subject: 'sign in',
      message: 'The token is wrong. Make one.',
    });
    expect(refusedFinding('ask', new RetryError('It is busy.', { code: 'busy' })).message).toBe(
      'It is busy.',
    );
  });

  it('is no place for a stop or a fault of ours', async () => {
    const stop = new DOMException('This operation was aborted', 'AbortError');

    await expect(tryFinding('sign in', () => Promise.reject(stop))).rejects.toBe(stop);
  });
});
