import type { Coverage } from '#core/connector.ts';
import { plural } from '#util/plural.ts';

/** One pass may remove this many documents, or this share of them, whichever is more. */
const freeRemovals = 25;
const freeShare = 0.25;

/** A source that owned this many and lists none at all is more likely broken than empty. */
const ownedBeforeEmptyIsSuspect = 3;
/** The same of a listing that shrank below a tenth. */
const ownedBeforeSmallIsSuspect = 50;
const suspectShare = 0.1;

const override = 'if it is intended, run once with --allow-mass-delete';

/**
 * All or nothing: cutting a mass removal down to the cap would still destroy data.
 *
 * @returns why the removals are held, or undefined when they may go ahead.
 */
export function massDelete(facts: {
  readonly removals: number;
  /** All delivered documents of the target. */
  readonly delivered: number;
  readonly allowed: boolean;
}): string | undefined {
  const { removals, delivered, allowed } = facts;
  if (allowed || removals <= Math.max(freeRemovals, delivered * freeShare)) return undefined;
  return `${removals.toLocaleString('en-US')} of ${plural(delivered, 'document')} would be removed at once; ${override}`;
}

/** @returns why a listing is not believed, or undefined. */
export function suspectListing(facts: {
  /** Delivered documents that the listing should have shown. */
  readonly owned: number;
  readonly listed: number;
  readonly allowed: boolean;
}): string | undefined {
  const { owned, listed, allowed } = facts;
  if (allowed) return undefined;
  if (listed === 0 && owned >= ownedBeforeEmptyIsSuspect) {
    return `the source lists nothing, but ${plural(owned, 'document')} came from it; ${override}`;
  }
  if (owned >= ownedBeforeSmallIsSuspect && listed < owned * suspectShare) {
    return `the source lists only ${listed} of ${plural(owned, 'document')}; ${override}`;
  }
  return undefined;
}

export interface AbsenceFacts {
  readonly coverage: Coverage;
  /** False when a part of the scope failed or the read did not come to its end. */
  readonly intact: boolean;
  /** Delivered documents of the scope that the read did not show. */
  readonly missing: number;
  readonly owned: number;
  readonly listed: number;
  readonly delivered: number;
  readonly allowed: boolean;
}

export type AbsenceVerdict =
  /** Absence says nothing here. */
  | { readonly is: 'meaningless' }
  /** The source vouches for its snapshot. */
  | { readonly is: 'proof' }
  /** To be verified one by one, and seen again by a second run. */
  | { readonly is: 'suspicion' }
  /** The guard stopped it. */
  | { readonly is: 'held'; readonly reason: string };

/** What it means that documents were not seen. The cap on proven removals comes after, for all scopes at once. */
export function judgeAbsence(facts: AbsenceFacts): AbsenceVerdict {
  const { coverage, intact, missing } = facts;
  if (coverage === 'changes' || !intact || missing === 0) return { is: 'meaningless' };
  if (coverage === 'snapshot') return { is: 'proof' };
  const reason = suspectListing(facts) ?? massDelete({ ...facts, removals: missing });
  return reason === undefined ? { is: 'suspicion' } : { is: 'held', reason };
}

/** How many suspicions are looked into by `get`; of more, an even sample. */
export const verifiedAtMost = 50;

/** Whether the one at `index` of `total` is in the sample: the same ones each time, spread evenly. */
export function inSample(index: number, total: number): boolean {
  if (total <= verifiedAtMost) return true;
  const chosenBefore = (position: number) => Math.floor((position * verifiedAtMost) / total);
  return chosenBefore(index + 1) > chosenBefore(index);
}

/** The coverage of several scopes taken together: that of the weakest. None at all covers nothing. */
export function weakestCoverage(coverages: readonly Coverage[]): Coverage {
  if (coverages.length === 0 || coverages.includes('changes')) return 'changes';
  return coverages.includes('everything') ? 'everything' : 'snapshot';
}
