import { SkipDocumentError, type SkipReason } from '#kit';

/** Counts what many addresses share, for a page that stands in for many others is none of them. */
export interface Suspicion {
  /** How many other addresses showed this very text before. Counts this one in. */
  showText(textHash: string): number;
  /** How many other addresses led to this one before. Counts this one in. */
  leadTo(target: string): number;
}

export function createSuspicion(): Suspicion {
  const count = () => {
    const counts = new Map<string, number>();
    return (key: string) => {
      const before = counts.get(key) ?? 0;
      counts.set(key, before + 1);
      return before;
    };
  };
  return { showText: count(), leadTo: count() };
}

/** From here on pages with one and the same text are not indexed any more. */
export const alikeAtMost = 5;

export const duplicateText: SkipReason = {
  code: 'duplicate',
  message: `more than ${alikeAtMost} addresses show the same text`,
};

export function notBelieved(url: string, code: string, why: string): SkipDocumentError {
  return new SkipDocumentError(`${url} ${why}; what was read of it before is kept.`, {
    code,
    hint: 'Open it in a browser. If the page is meant to be gone, let the site answer 404 or 410.',
  });
}

export function loginRequired(url: string): SkipDocumentError {
  return new SkipDocumentError(`${url} leads to a page that asks for a login.`, {
    code: 'login_required',
    hint: 'Give the source the headers that let it in, or exclude the page.',
  });
}
