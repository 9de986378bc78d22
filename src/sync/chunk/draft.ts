import type { Block } from '#core/block.ts';
import type { Range } from './split-points.ts';

/** A chunk before it has a name. */
export interface Draft extends Range {
  /** Repeated in front: the header of a table that began in an earlier draft. */
  readonly header: Range | undefined;
  readonly tokens: number;
}

/** Something that goes into a draft whole. */
export interface Unit extends Range {
  readonly kind: Block['kind'];
  /** Repeated when the unit begins a draft. */
  readonly header?: Range | undefined;
}

/** Text that may be cut between sentences and be repeated by the next chunk. */
export function isProse(kind: Block['kind']): boolean {
  return kind === 'paragraph' || kind === 'list' || kind === 'quote';
}
