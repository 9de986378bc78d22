import type { SourceEvent } from '#kit';
import type { Distrusted } from './distrusted.ts';
import { notBelieved } from './suspicion.ts';

/**
 * Pages whose text changed into a short one, kept back until a few more are settled. A wall that the
 * site puts before everything (a maintenance page, a login without a form) is known by being shown
 * under more than one address, and the first of them must not pass for a change either.
 */
export interface HeldBack {
  hold(page: HeldPage): void;
  /** More than one address shows this text. */
  expose(textHash: string): void;
  /** What has waited long enough; to be called after each page that is settled. */
  due(): readonly SourceEvent<never>[];
  all(): readonly SourceEvent<never>[];
  readonly isEmpty: boolean;
}

export interface HeldPage {
  readonly url: string;
  readonly textHash: string;
  readonly event: SourceEvent<never>;
}

const settledBetween = 3;

export function createHeldBack(distrusted: Distrusted): HeldBack {
  let held: (HeldPage & { readonly since: number })[] = [];
  let settledCount = 0;
  return {
    hold(page) {
      held.push({ ...page, since: settledCount });
    },
    expose(textHash) {
      held = held.map((page) => {
        if (page.textHash !== textHash) return page;
        const { url } = page;
        distrusted.add(url, textHash);
        return { ...page, event: { is: 'failed', id: url, error: sameText(url) } };
      });
    },
    due() {
      settledCount += 1;
      const due = held.filter(({ since }) => settledCount - since > settledBetween);
      held = held.slice(due.length);
      return due.map(({ event }) => event);
    },
    all() {
      const all = held;
      held = [];
      return all.map(({ event }) => event);
    },
    get isEmpty() {
      return held.length === 0;
    },
  };
}

export function sameText(url: string): Error {
  return notBelieved(url, 'same_text', 'shows the very text of another page now');
}
